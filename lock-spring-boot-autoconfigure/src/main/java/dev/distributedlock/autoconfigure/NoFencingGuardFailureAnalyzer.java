// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.FencingGuard;

import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Explains that there is no {@link FencingGuard} unless a property asks for it. Before
 * Spring Boot, which would have the application declare one.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class NoFencingGuardFailureAnalyzer extends AbstractFailureAnalyzer<NoSuchBeanDefinitionException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause) {
		return (cause.getBeanType() == FencingGuard.class && cause.getNumberOfBeansFound() == 0)
				? new FailureAnalysis("A bean needs a FencingGuard, and there is none.",
						"Set distributed-lock.fencing.enabled=true. The guard works in the application's DataSource:"
								+ " if there are several, mark one as @Primary.",
						cause)
				: null;
	}

}
