// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.nio.file.Path;
import java.sql.Connection;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.r2dbc.spi.ConnectionFactory;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import dev.distributedlock.DistributedLock;
import dev.distributedlock.LockContextHolder;
import dev.distributedlock.LockLease;
import dev.distributedlock.LockNotAcquiredException;
import dev.distributedlock.LockRegistry;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockTemplate;
import dev.distributedlock.engine.DefaultLockRegistry;
import dev.distributedlock.engine.LockRegistryOptions;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.jdbc.JdbcLockStore;
import dev.distributedlock.store.local.LocalLockStore;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.greaterThan;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link DistributedLockAutoConfiguration} and
 * {@link JdbcLockStoreAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class DistributedLockAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class,
				JdbcLockStoreAutoConfiguration.class, DataSourceAutoConfiguration.class, AopAutoConfiguration.class));

	private final ApplicationContextRunner jdbcRunner = this.contextRunner
		.withPropertyValues("spring.datasource.generate-unique-name=true");

	private final ApplicationContextRunner localRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class, AopAutoConfiguration.class))
		.withPropertyValues("distributed-lock.type=local");

	@Test
	void locksAreKeptInTheDataSourceThatIsThere() {
		this.jdbcRunner.run((context) -> {
			assertThat(context).hasSingleBean(LockRegistry.class)
				.hasBean("distributedLockRegistry")
				.hasSingleBean(LockTemplate.class)
				.hasSingleBean(JdbcLockStore.class);
			try (LockLease lease = context.getBean(LockRegistry.class).acquire(LockRequest.of("a", 1))) {
				assertThat(lease.isHeld()).isTrue();
				assertThat(lockTableRows(context.getBean(DataSource.class))).isOne();
			}
		});
	}

	@Test
	void locksHaveConnectionsOfTheirOwn() {
		this.jdbcRunner.withPropertyValues("spring.datasource.hikari.maximum-pool-size=1").run((context) -> {
			HikariDataSource application = context.getBean(HikariDataSource.class);
			HikariDataSource forLocks = context.getBean(LockDataSource.class).ownPool().pool();
			assertThat(forLocks).isNotSameAs(application);
			assertThat(forLocks.getMaximumPoolSize()).isEqualTo(4);
			assertThat(forLocks.getJdbcUrl()).isEqualTo(application.getJdbcUrl());
			assertThat(context).hasSingleBean(DataSource.class);
			context.close();
			assertThat(forLocks.isClosed()).isTrue();
		});
	}

	@Test
	void leasesOutliveAPoolThatBusinessCodeHasUsedUp() {
		this.jdbcRunner
			.withPropertyValues("spring.datasource.hikari.maximum-pool-size=1", "distributed-lock.lease-time=2s")
			.run((context) -> {
				DataSource application = context.getBean(DataSource.class);
				LockStore store = context.getBean(LockStore.class);
				try (Connection held = application.getConnection();
						LockLease lease = context.getBean(LockRegistry.class).acquire(LockRequest.of("a"))) {
					await().until(() -> store.list(null, 1).get(0).holder().heldFor(),
							greaterThan(Duration.ofSeconds(4)));
					assertThat(lease.verify()).isTrue();
					assertThat(held.isValid(1)).isTrue();
				}
			});
	}

	@Test
	void thePoolOfTheLocksHasMeters() {
		this.jdbcRunner.run((context) -> {
			SimpleMeterRegistry meters = new SimpleMeterRegistry();
			context.getBean("distributedLockPoolMetrics", MeterBinder.class).bindTo(meters);
			assertThat(meters.get("hikaricp.connections.max").tag("pool", "distributed-lock").gauge().value())
				.isEqualTo(4);
		});
	}

	@Test
	void thePoolOfTheLocksIsAnMBeanWhereThatOfTheApplicationIs() {
		MBeanServer server = ManagementFactory.getPlatformMBeanServer();
		ObjectName name = objectName("com.zaxxer.hikari:type=Pool (distributed-lock)");
		this.jdbcRunner.run((context) -> assertThat(server.isRegistered(name)).isFalse());
		this.jdbcRunner.withPropertyValues("spring.datasource.hikari.register-mbeans=true").run((context) -> {
			context.getBean(LockRegistry.class).acquire(LockRequest.of("a")).release();
			assertThat(server.isRegistered(name)).isTrue();
		});
	}

	private static ObjectName objectName(String name) {
		try {
			return new ObjectName(name);
		}
		catch (MalformedObjectNameException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	@Test
	void aPoolWithoutAConnectionForRenewalsIsRefused() {
		this.jdbcRunner.withPropertyValues("distributed-lock.jdbc.connections=1")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("connections must be at least 2"));
	}

	@Test
	void aMarkedDataSourceIsUsedAsItIs() {
		this.jdbcRunner.withUserConfiguration(MarkedDataSourceConfiguration.class).run((context) -> {
			DataSource marked = context.getBean("lockDatabase", DataSource.class);
			assertThat(context.getBean(LockDataSource.class).forLocks()).isSameAs(marked);
			context.getBean(LockRegistry.class).acquire(LockRequest.of("a")).release();
			assertThat(lockTableRows(marked)).isOne();
		});
	}

	@Test
	void aMarkedDataSourceIsEnough() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(DistributedLockAutoConfiguration.class, JdbcLockStoreAutoConfiguration.class))
			.withUserConfiguration(MarkedDataSourceConfiguration.class)
			.run((context) -> assertThat(context).hasSingleBean(JdbcLockStore.class));
	}

	@Test
	void aConnectionIsGivenBackAsItWas() {
		this.jdbcRunner.withUserConfiguration(SharedConnectionConfiguration.class).run((context) -> {
			Connection connection = context.getBean("shared", DataSource.class).getConnection();
			connection.setAutoCommit(false);
			context.getBean(LockRegistry.class).acquire(LockRequest.of("a")).release();
			assertThat(connection.getAutoCommit()).isFalse();
		});
	}

	@Test
	void disabledLocksAreOffWhateverTheStore() {
		this.localRunner.withPropertyValues("distributed-lock.enabled=false")
			.withBean("mine", LocalLockStore.class)
			.run((context) -> {
				context.getBean(LockRegistry.class).acquire(LockRequest.of("a"));
				assertThat(context.getBean(LocalLockStore.class).list(null, 1)).isEmpty();
			});
	}

	@Test
	void invalidPropertiesAreNamed() {
		this.localRunner.withPropertyValues("distributed-lock.locks.service.lease-time=-5s")
			.run((context) -> assertThat(analyzed(context.getStartupFailure()).analysis().getDescription())
				.contains("distributed-lock.locks.service", "leaseTime"));
	}

	@Test
	void severalDataSourcesAndNoChoiceFail() {
		this.contextRunner.withUserConfiguration(TwoDataSourcesConfiguration.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(LockSetupException.class, (ex) -> assertThat(ex.analysis().getAction())
					.contains("@DistributedLockDataSource", "@Primary")));
	}

	@Test
	void noStoreFailsAndSaysWhatToAdd() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(DistributedLockAutoConfiguration.class, JdbcLockStoreAutoConfiguration.class))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(LockSetupException.class, (ex) -> assertThat(ex.analysis().getAction())
					.contains("spring-boot-starter-jdbc", "distributed-lock.type=local")));
	}

	@Test
	void theJdbcTypeWithoutDataSourceFailsAndSaysWhatToAdd() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(DistributedLockAutoConfiguration.class, JdbcLockStoreAutoConfiguration.class))
			.withPropertyValues("distributed-lock.type=jdbc")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(LockSetupException.class, (ex) -> assertThat(ex.analysis().getAction())
					.contains("spring-boot-starter-jdbc", "spring.datasource.url")));
	}

	@Test
	void anApplicationWithR2dbcIsToldThatItHasNoDataSource() {
		ApplicationContextRunner reactive = this.contextRunner
			.withBean(ConnectionFactory.class, () -> mock(ConnectionFactory.class))
			.withPropertyValues("spring.datasource.url=jdbc:h2:mem:r2dbc");
		for (String type : List.of("distributed-lock.type=jdbc", "distributed-lock.enabled=true")) {
			reactive.withPropertyValues(type)
				.run((context) -> assertThat(context).getFailure()
					.rootCause()
					.isInstanceOfSatisfying(LockSetupException.class, (ex) -> {
						assertThat(ex.analysis().getDescription()).contains("R2DBC", "spring.datasource");
						assertThat(ex.analysis().getAction()).contains("@DistributedLockDataSource",
								"DataSourceBuilder");
					}));
		}
		reactive.withUserConfiguration(LockDatabaseConfiguration.class)
			.run((context) -> assertThat(context).hasSingleBean(JdbcLockStore.class));
	}

	@Test
	void worksWithoutJdbcOnTheClassPath() {
		this.localRunner.withConfiguration(AutoConfigurations.of(JdbcLockStoreAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.jdbc", "org.springframework.boot.sql",
					"org.springframework.jdbc", "com.zaxxer.hikari"))
			.run((context) -> assertThat(context).hasSingleBean(LocalLockStore.class));
	}

	@Test
	void twoStoresAndNoChoiceFail() {
		this.localRunner.withUserConfiguration(TwoStoresConfiguration.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(LockSetupException.class, (ex) -> {
					assertThat(ex.analysis().getDescription()).contains("one", "two");
					assertThat(ex.analysis().getAction()).contains("distributed-lock.type", "@Primary");
				}));
	}

	@Test
	void aStoreOfTheApplicationIsUsed() {
		this.jdbcRunner.withBean("mine", LocalLockStore.class).run((context) -> {
			assertThat(context).hasSingleBean(LockStore.class).hasBean("mine");
			assertThat(context).doesNotHaveBean(LockDataSource.class);
		});
	}

	@Test
	void aRegistryOfTheApplicationIsUsed() {
		this.jdbcRunner.withBean("mine", DefaultLockRegistry.class,
				() -> new DefaultLockRegistry(new LocalLockStore(), LockRegistryOptions.of("x"), (event) -> {
				}))
			.run((context) -> assertThat(context).hasSingleBean(LockRegistry.class).hasSingleBean(LockTemplate.class));
	}

	@Test
	void aMissingTableFailsAndPrintsTheStatement() {
		this.jdbcRunner
			.withPropertyValues("distributed-lock.jdbc.initialize-schema=never",
					"distributed-lock.jdbc.table-name=my_locks")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.satisfies(
						(root) -> assertThat(analyzed(context.getStartupFailure()).analysis()).satisfies((analysis) -> {
							assertThat(analysis.getDescription()).contains("'my_locks'");
							assertThat(analysis.getAction()).contains("CREATE TABLE IF NOT EXISTS my_locks",
									"distributed-lock.jdbc.initialize-schema=always");
						})));
	}

	@Test
	void theTableCanHaveAnotherName() {
		this.jdbcRunner.withPropertyValues("distributed-lock.jdbc.table-name=public.my_locks").run((context) -> {
			context.getBean(LockRegistry.class).acquire(LockRequest.of("a")).release();
			assertThat(JdbcClient.create(context.getBean(DataSource.class))
				.sql("SELECT COUNT(*) FROM my_locks")
				.query(Integer.class)
				.single()).isOne();
		});
	}

	@Test
	void aTableNameThatIsNoneIsRefused() {
		this.jdbcRunner.withPropertyValues("distributed-lock.jdbc.table-name=locks; DROP TABLE x")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("'locks; DROP TABLE x' is not a table name"));
	}

	@Test
	void aBrokenSchemaScriptFails() {
		this.jdbcRunner.withPropertyValues("distributed-lock.jdbc.schema=classpath:broken-schema.sql")
			.run((context) -> assertThat(context).hasFailed());
	}

	@Test
	void anUnsupportedDatabaseIsRefusedWithTheListOfOthers() {
		this.jdbcRunner
			.withPropertyValues("distributed-lock.jdbc.platform=sqlite",
					"distributed-lock.jdbc.initialize-schema=never")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("sqlite")
				.hasMessageContaining("postgresql, mariadb, mysql, h2"));
	}

	@Test
	void disabledLocksRunMethodsWithoutThemAndWarn(CapturedOutput output) {
		this.jdbcRunner.withPropertyValues("distributed-lock.enabled=false")
			.withUserConfiguration(ServiceConfiguration.class)
			.run((context) -> {
				assertThat(context).doesNotHaveBean(LockStore.class);
				LockLease lease = context.getBean(LockRegistry.class).acquire(LockRequest.of("service", "k"));
				assertThat(context.getBean(Service.class).locked("k")).isPositive();
				assertThat(lease.verify()).isTrue();
				assertThat(output).containsOnlyOnce("DISTRIBUTED LOCKS ARE OFF");
			});
	}

	@Test
	void locksThatOtherProcessesDoNotSeeAreWarnedOf(CapturedOutput output) {
		this.localRunner.run((context) -> assertThat(output)
			.containsOnlyOnce("LOCKS ARE LOCAL TO THIS PROCESS (distributed-lock.type=local)"));
	}

	@Test
	void aLocalStoreOfTheApplicationIsWarnedOf(CapturedOutput output) {
		this.jdbcRunner.withBean("mine", LocalLockStore.class)
			.run((context) -> assertThat(output)
				.containsOnlyOnce("LOCKS ARE LOCAL TO THIS PROCESS (the bean 'mine' is a LocalLockStore)"));
	}

	@Test
	void aLocalStoreBehindARegistryOfTheApplicationIsWarnedOf(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(OwnRegistryConfiguration.class)
			.run((context) -> assertThat(output).contains("LOCKS ARE LOCAL TO THIS PROCESS (the bean 'mine'"));
	}

	@Test
	void aDatabaseInMemoryIsWarnedOf(CapturedOutput output) {
		this.jdbcRunner.run((context) -> assertThat(output)
			.containsOnlyOnce("LOCKS ARE LOCAL TO THIS PROCESS (they are kept in a database in memory)"));
	}

	@Test
	void locksThatOthersSeeAreNotWarnedOf(CapturedOutput output, @TempDir Path folder) {
		this.jdbcRunner
			.withPropertyValues("spring.datasource.url=jdbc:h2:" + folder.resolve("locks") + ";AUTO_SERVER=TRUE",
					"distributed-lock.jdbc.initialize-schema=always")
			.run((context) -> assertThat(context).hasNotFailed());
		this.localRunner.withPropertyValues("distributed-lock.enabled=false")
			.withBean("mine", LocalLockStore.class)
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("LOCAL TO THIS PROCESS");
	}

	@Test
	void propertiesByNameWinOverTheAnnotation() {
		this.localRunner.withUserConfiguration(ServiceConfiguration.class)
			.withPropertyValues("distributed-lock.locks.service.lease-time=2m")
			.run((context) -> assertThat(context.getBean(Service.class).remaining())
				.isGreaterThan(Duration.ofSeconds(100)));
	}

	@Test
	void contradictingSettingsFail() {
		this.localRunner.withUserConfiguration(ServiceConfiguration.class)
			.withPropertyValues("distributed-lock.locks.service.max-hold-time=1s",
					"distributed-lock.locks.service.min-hold-time=2s")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("minHoldTime"));
	}

	@Test
	void theKeyPrefixIsTheNameOfTheApplication() {
		this.localRunner.withPropertyValues("spring.application.name=my-app").run((context) -> {
			context.getBean(LockRegistry.class).acquire(LockRequest.of("a", "b"));
			assertThat(context.getBean(LockStore.class).list(null, 10)).singleElement()
				.satisfies((record) -> assertThat(record.lock().value()).isEqualTo("my-app:a:b"));
		});
	}

	@Test
	void methodsAreLockedWithoutAspectJ() {
		this.localRunner.withClassLoader(new FilteredClassLoader("org.aspectj"))
			.withUserConfiguration(ServiceConfiguration.class)
			.run((context) -> assertThat(context.getBean(Service.class).locked("k")).isPositive());
	}

	@Test
	void methodsAreLockedWhateverTheAopPropertiesSay() {
		for (String property : List.of("spring.aop.auto=false", "spring.aop.proxy-target-class=false",
				"spring.aop.proxy-target-class=true")) {
			for (ClassLoader classLoader : List.of(new FilteredClassLoader("org.aspectj"),
					getClass().getClassLoader())) {
				this.localRunner.withPropertyValues(property)
					.withClassLoader(classLoader)
					.withUserConfiguration(ServiceConfiguration.class)
					.run((context) -> assertThat(context.getBean(Service.class).locked("k")).isPositive());
			}
		}
	}

	@Test
	void aBusyLockRejectsTheCall() {
		this.localRunner.withUserConfiguration(ServiceConfiguration.class).run((context) -> {
			LockLease lease = context.getBean(LockRegistry.class).acquire(LockRequest.of("service", "k"));
			try (lease) {
				assertThatExceptionOfType(LockNotAcquiredException.class)
					.isThrownBy(() -> context.getBean(Service.class).locked("k"))
					.withMessageContaining("'service' [k]")
					.satisfies((ex) -> assertThat(ex.getHolder()).isPresent());
			}
		});
	}

	private static LockSetupException analyzed(Throwable failure) {
		List<Throwable> causes = new ArrayList<>();
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			causes.add(cause);
		}
		return causes.stream()
			.filter(LockSetupException.class::isInstance)
			.map(LockSetupException.class::cast)
			.findFirst()
			.orElseThrow();
	}

	private static int lockTableRows(DataSource dataSource) {
		return JdbcClient.create(dataSource).sql("SELECT COUNT(*) FROM distributed_lock").query(Integer.class).single();
	}

	private static HikariDataSource dataSource(String name) {
		HikariDataSource dataSource = new HikariDataSource();
		dataSource.setJdbcUrl("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1");
		return dataSource;
	}

	public static class Service {

		@DistributedLock(name = "service", key = "#key")
		public long locked(String key) {
			return LockContextHolder.requireLease().fencingToken();
		}

		@DistributedLock(name = "service", leaseTime = "10s")
		public Duration remaining() {
			return LockContextHolder.requireLease().remaining();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ServiceConfiguration {

		@Bean
		Service service() {
			return new Service();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnRegistryConfiguration {

		@Bean
		LocalLockStore mine() {
			return new LocalLockStore();
		}

		@Bean
		DefaultLockRegistry registry(LocalLockStore store) {
			return new DefaultLockRegistry(store, LockRegistryOptions.of("x"), (event) -> {
			});
		}

	}

	/**
	 * What the failure of an application with R2DBC advises.
	 */
	@Configuration(proxyBeanMethods = false)
	static class LockDatabaseConfiguration {

		@Bean(defaultCandidate = false)
		@DistributedLockDataSource
		DataSource lockDatabase(Environment environment) {
			return DataSourceBuilder.create()
				.url(environment.getRequiredProperty("spring.datasource.url"))
				.username(environment.getProperty("spring.datasource.username"))
				.password(environment.getProperty("spring.datasource.password"))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MarkedDataSourceConfiguration {

		@Bean(defaultCandidate = false)
		@DistributedLockDataSource
		DataSource lockDatabase() {
			return dataSource("marked");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SharedConnectionConfiguration {

		@Bean(defaultCandidate = false)
		@DistributedLockDataSource
		SingleConnectionDataSource shared() {
			return new SingleConnectionDataSource("jdbc:h2:mem:single;DB_CLOSE_DELAY=-1", true);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoDataSourcesConfiguration {

		@Bean
		DataSource first() {
			return dataSource("first");
		}

		@Bean
		DataSource second() {
			return dataSource("second");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoStoresConfiguration {

		@Bean
		LockStore one() {
			return new LocalLockStore();
		}

		@Bean
		LockStore two() {
			return new LocalLockStore();
		}

	}

}
