// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * The condition of {@link ConditionalOnLockStore}. Where there are two kinds and no
 * choice, none matches: nothing is set up in either before the failure is reported.
 */
class OnLockStoreCondition extends SpringBootCondition implements ConfigurationCondition {

	@Override
	public ConfigurationPhase getConfigurationPhase() {
		return ConfigurationPhase.REGISTER_BEAN;
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		LockStoreType type = metadata.getAnnotations()
			.get(ConditionalOnLockStore.class)
			.getEnum(MergedAnnotation.VALUE, LockStoreType.class);
		ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnLockStore.class, type);
		ConfigurableListableBeanFactory beanFactory = context.getBeanFactory();
		if (beanFactory == null) {
			return ConditionOutcome.noMatch(message.because("there are no beans"));
		}
		LockStoreType wanted;
		try {
			wanted = wanted(context.getEnvironment());
		}
		catch (BindException ex) {
			return ConditionOutcome.noMatch(message.because("distributed-lock.type is invalid"));
		}
		Set<LockStoreType> available = LockStoreBackends.available(beanFactory, context.getEnvironment());
		boolean match = available.contains(type) && ((wanted != null) ? wanted == type : available.size() == 1);
		return new ConditionOutcome(match, message.because("distributed-lock.type is "
				+ ((wanted != null) ? wanted : "not set") + ", and there is what is needed for " + available));
	}

	private static @Nullable LockStoreType wanted(Environment environment) {
		return Binder.get(environment).bind("distributed-lock.type", LockStoreType.class).orElse(null);
	}

}
