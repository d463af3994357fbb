// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.util.List;

import org.junit.jupiter.api.Test;

import dev.distributedlock.LockKey;
import dev.distributedlock.autoconfigure.DistributedLockAutoConfigurationTests.Service;
import dev.distributedlock.engine.DefaultLockRegistry;
import dev.distributedlock.interceptor.UnlockedMethodWarnings;
import dev.distributedlock.store.LockStore;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.TypeReference;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for processing ahead of time, which creates advisors and must create nothing
 * else.
 */
class AheadOfTimeTests {

	@Test
	void createsNoRegistryAndGivesHints() {
		AnnotationConfigApplicationContext context = context(DataSourceAutoConfiguration.class,
				JdbcLockStoreAutoConfiguration.class);
		RuntimeHints hints = process(context);
		assertThat(context.getBeanNamesForType(DefaultLockRegistry.class, false, false)).hasSize(1);
		assertThat(context.getBeanFactory().containsSingleton("distributedLockRegistry")).isFalse();
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Service.class, "locked")).accepts(hints);
		assertThat(RuntimeHintsPredicates.resource().forResource("dev/distributedlock/store/jdbc/schema-h2.sql"))
			.accepts(hints);
	}

	@Test
	void connectsToNoRedisAndGivesHints() {
		AnnotationConfigApplicationContext context = context(DataRedisAutoConfiguration.class,
				RedissonLockStoreAutoConfiguration.class);
		RuntimeHints hints = process(context);
		assertThat(context.getBeanNamesForType(LockRedisson.class, false, false)).hasSize(1);
		assertThat(context.getBeanFactory().containsSingleton("distributedLockRedisson")).isFalse();
		assertThat(RuntimeHintsPredicates.resource().forResource("dev/distributedlock/store/redisson/acquire.lua"))
			.accepts(hints);
		assertThat(RuntimeHintsPredicates.proxies().forInterfaces(LockStore.class, AutoCloseable.class)).accepts(hints);
	}

	@Test
	void expressionsCanBeEvaluatedAndMissingAdviceBeWarnedOf() {
		AnnotationConfigApplicationContext context = context(DataSourceAutoConfiguration.class,
				JdbcLockStoreAutoConfiguration.class);
		new UnlockedMethodInitializer().initialize(context);
		RuntimeHints hints = process(context);
		for (TypeReference type : List.of(TypeReference.of(LockKey.class),
				TypeReference.of("dev.distributedlock.interceptor.LockExpressionRoot"))) {
			assertThat(RuntimeHintsPredicates.reflection()
				.onType(type)
				.withMemberCategory(MemberCategory.INVOKE_PUBLIC_METHODS)).accepts(hints);
		}
		assertThat(context.getBeanNamesForType(UnlockedMethodWarnings.class, false, false)).hasSize(1);
	}

	/**
	 * A context that is never refreshed.
	 */
	private static AnnotationConfigApplicationContext context(Class<?>... store) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.register(DistributedLockAutoConfigurationTests.ServiceConfiguration.class);
		context.register(store);
		context.register(DistributedLockAutoConfiguration.class);
		return context;
	}

	private RuntimeHints process(AnnotationConfigApplicationContext context) {
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get(getClass())), new InMemoryGeneratedFiles());
		new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		return generation.getRuntimeHints();
	}

}
