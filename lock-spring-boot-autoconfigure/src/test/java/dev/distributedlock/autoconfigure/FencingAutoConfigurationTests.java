// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.util.Objects;
import java.util.UUID;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;

import dev.distributedlock.FencingGuard;
import dev.distributedlock.StaleFencingTokenException;
import dev.distributedlock.fencing.JdbcFencingGuard;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FencingAutoConfiguration}.
 */
class FencingAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FencingAutoConfiguration.class, DataSourceAutoConfiguration.class,
				DataSourceTransactionManagerAutoConfiguration.class, TransactionAutoConfiguration.class))
		.withPropertyValues("spring.datasource.generate-unique-name=true");

	private final ApplicationContextRunner enabledRunner = this.contextRunner
		.withPropertyValues("distributed-lock.fencing.enabled=true");

	@Test
	void nobodyGetsAGuardUnasked() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(FencingGuard.class)
			.doesNotHaveBean(FenceSchemaInitializer.class));
	}

	@Test
	void whoNeedsAGuardLearnsThePropertyFirst() {
		this.contextRunner.withBean(Guarded.class)
			.run((context) -> assertThat(
					SpringFactoriesLoader.forDefaultResourceLocation()
						.load(FailureAnalyzer.class,
								ArgumentResolver.of(BeanFactory.class, new DefaultListableBeanFactory()),
								FailureHandler.handleMessage((message, needsMore) -> {
								}))
						.stream()
						.map((analyzer) -> analyzer.analyze(context.getStartupFailure()))
						.filter(Objects::nonNull)
						.findFirst())
				.hasValueSatisfying((analysis) -> assertThat(analysis.getAction())
					.contains("distributed-lock.fencing.enabled=true")));
	}

	@Test
	void aGuardOfTheApplicationsDataSource() {
		this.enabledRunner.run((context) -> {
			assertThat(context).hasSingleBean(FencingGuard.class).hasBean("fencingGuard");
			assertRefuses(context);
			assertThat(rows(context, "distributed_lock_fence")).isOne();
		});
	}

	@Test
	void connectionsThatAreFetchedLateAreGuarded() {
		this.enabledRunner.withUserConfiguration(LazyDataSourceConfiguration.class)
			.run(FencingAutoConfigurationTests::assertRefuses);
	}

	@Test
	void namesAreExactEvenIfTheDatabaseIgnoresCase() {
		this.enabledRunner.withPropertyValues("spring.datasource.url=jdbc:h2:mem:ignoring;IGNORECASE=TRUE")
			.run((context) -> {
				FencingGuard guard = context.getBean(FencingGuard.class);
				TransactionTemplate transaction = context.getBean(TransactionTemplate.class);
				transaction.executeWithoutResult((status) -> guard.check("a", 2));
				transaction.executeWithoutResult((status) -> guard.check("A", 1));
			});
	}

	@Test
	void theTableCanHaveAnotherName() {
		this.enabledRunner.withPropertyValues("distributed-lock.fencing.table-name=public.my_fence").run((context) -> {
			assertRefuses(context);
			assertThat(rows(context, "my_fence")).isOne();
		});
	}

	@Test
	void aTableNameThatIsNoneIsRefused() {
		this.enabledRunner.withPropertyValues("distributed-lock.fencing.table-name=fence; DROP TABLE x")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("'fence; DROP TABLE x' is not a table name"));
	}

	@Test
	void aMissingTableFailsAndPrintsTheStatement() {
		this.enabledRunner
			.withPropertyValues("distributed-lock.fencing.initialize-schema=never",
					"distributed-lock.fencing.table-name=my_fence")
			.run((context) -> assertThat(context).getFailure()
				.satisfies((failure) -> assertThat(analyzed(failure).analysis()).satisfies((analysis) -> {
					assertThat(analysis.getDescription()).contains("'my_fence'");
					assertThat(analysis.getAction()).contains("CREATE TABLE IF NOT EXISTS my_fence",
							"distributed-lock.fencing.initialize-schema=always");
				})));
	}

	@Test
	void aBrokenSchemaScriptFails() {
		this.enabledRunner.withPropertyValues("distributed-lock.fencing.schema=classpath:broken-schema.sql")
			.run((context) -> assertThat(context).hasFailed());
	}

	@Test
	void anUnsupportedDatabaseIsRefusedWithTheListOfOthers() {
		this.enabledRunner
			.withPropertyValues("distributed-lock.fencing.platform=sqlite",
					"distributed-lock.fencing.initialize-schema=never")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("sqlite")
				.hasMessageContaining("postgresql, h2, mysql, mariadb"));
	}

	@Test
	void severalDataSourcesAndNoChoiceMakeNoGuard() {
		this.enabledRunner.withUserConfiguration(SecondDataSourceConfiguration.class)
			.withBean("third", DataSource.class, FencingAutoConfigurationTests::dataSource)
			.run((context) -> assertThat(context).doesNotHaveBean(FencingGuard.class));
	}

	@Test
	void thePrimaryDataSourceIsTheApplications() {
		this.enabledRunner
			.withUserConfiguration(SecondDataSourceConfiguration.class, PrimaryDataSourceConfiguration.class)
			.run((context) -> assertThat(JdbcClient.create(context.getBean("primaryDataSource", DataSource.class))
				.sql("SELECT COUNT(*) FROM distributed_lock_fence")
				.query(Integer.class)
				.single()).isZero());
	}

	@Test
	void aGuardOfTheApplicationIsUsed() {
		this.enabledRunner.withBean("mine", FencingGuard.class, () -> (resource, token) -> {
		})
			.run((context) -> assertThat(context).hasSingleBean(FencingGuard.class)
				.hasBean("mine")
				.doesNotHaveBean(FenceSchemaInitializer.class));
	}

	@Test
	void theGuardIsThereWhereverTheLocksAre() {
		this.enabledRunner.withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class))
			.withPropertyValues("distributed-lock.type=local")
			.run((context) -> assertThat(context).hasSingleBean(JdbcFencingGuard.class));
	}

	@Test
	void thereIsNoGuardWithoutJdbcOnTheClassPath() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(FencingAutoConfiguration.class))
			.withPropertyValues("distributed-lock.fencing.enabled=true")
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.jdbc", "org.springframework.boot.sql",
					"org.springframework.jdbc"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(FencingGuard.class));
	}

	@Test
	void aheadOfTimeNothingIsConnectedAndTheScriptsAreTaken() {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		TestPropertyValues.of("distributed-lock.fencing.enabled=true").applyTo(context);
		context.register(DataSourceAutoConfiguration.class, FencingAutoConfiguration.class);
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get(getClass())), new InMemoryGeneratedFiles());
		new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		assertThat(context.getBeanNamesForType(JdbcFencingGuard.class, false, false)).hasSize(1);
		assertThat(context.getBeanFactory().containsSingleton("fencingGuard")).isFalse();
		assertThat(RuntimeHintsPredicates.resource().forResource("dev/distributedlock/fencing/schema-postgresql.sql"))
			.accepts(generation.getRuntimeHints());
	}

	private static void assertRefuses(AssertableApplicationContext context) {
		FencingGuard guard = context.getBean(FencingGuard.class);
		TransactionTemplate transaction = context.getBean(TransactionTemplate.class);
		transaction.executeWithoutResult((status) -> guard.check("a", 2));
		assertThatExceptionOfType(StaleFencingTokenException.class)
			.isThrownBy(() -> transaction.executeWithoutResult((status) -> guard.check("a", 1)));
	}

	private static int rows(AssertableApplicationContext context, String table) {
		return JdbcClient.create(context.getBean(DataSource.class))
			.sql("SELECT COUNT(*) FROM " + table)
			.query(Integer.class)
			.single();
	}

	private static LockSetupException analyzed(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof LockSetupException analyzed) {
				return analyzed;
			}
		}
		throw new AssertionError("Not analyzed", failure);
	}

	private static DataSource dataSource() {
		return new DriverManagerDataSource("jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1".formatted(UUID.randomUUID()));
	}

	static class Guarded {

		Guarded(FencingGuard guard) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyDataSourceConfiguration {

		@Bean
		DataSource lazyDataSource() {
			return new LazyConnectionDataSourceProxy(dataSource());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SecondDataSourceConfiguration {

		@Bean
		DataSource secondDataSource() {
			return dataSource();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryDataSourceConfiguration {

		@Bean
		@Primary
		DataSource primaryDataSource() {
			return dataSource();
		}

	}

}
