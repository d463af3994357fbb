// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.jdbc;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.CommitGuard;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.jdbc.JdbcCommitGuard;
import dev.distributedlock.store.jdbc.JdbcLockStore;
import dev.distributedlock.test.Locks;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.TestDatabase;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of locks whose connections come as applications have them.
 */
@ParameterizedClass
@EnumSource(DatabaseProduct.class)
@ExtendWith(OutputCaptureExtension.class)
class DataSourceProxyTests {

	private static final LoggingSystem logging = LoggingSystem.get(DataSourceProxyTests.class.getClassLoader());

	@Parameter
	private DatabaseProduct product = DatabaseProduct.H2;

	private static TestDatabase database;

	private static HikariDataSource pool;

	private static JdbcLockStore store;

	@BeforeParameterizedClassInvocation
	static void connect(DatabaseProduct product) {
		database = product.createLockDatabase();
		database.execute("CREATE TABLE sample (id INT PRIMARY KEY)");
		pool = Pools.derived(database);
		store = new JdbcLockStore(pool, Pools.options());
	}

	@AfterParameterizedClassInvocation
	static void disconnect() {
		logging.setLogLevel(JdbcCommitGuard.class.getPackageName(), null);
		pool.close();
		database.close();
	}

	@ParameterizedTest
	@EnumSource
	void aProxyDoesNoHarm(Proxy proxy) {
		Locks.assertWorks(new JdbcLockStore(proxy.around(pool), Pools.options()), store);
	}

	@ParameterizedTest
	@EnumSource
	void aPoolWithoutAutocommitDoesNoHarm(Proxy proxy) {
		try (HikariDataSource manual = Pools.derived(database)) {
			manual.setAutoCommit(false);
			Locks.assertWorks(new JdbcLockStore(proxy.around(manual), Pools.options()), store);
		}
	}

	/**
	 * The store is given what the application has, and is asked within its transaction.
	 */
	@ParameterizedTest
	@EnumSource
	void aTransactionOfTheApplicationIsNotJoined(Proxy proxy) {
		DataSource dataSource = proxy.around(pool);
		Acquisition acquisition = Locks.acquisition(Locks.newLock());
		JdbcLockStore within = new JdbcLockStore(dataSource, Pools.options());
		new TransactionTemplate(new DataSourceTransactionManager(dataSource)).executeWithoutResult((transaction) -> {
			new JdbcTemplate(dataSource).update("INSERT INTO sample (id) VALUES (1)");
			Locks.grant(within, acquisition);
			transaction.setRollbackOnly();
		});
		assertThat(store.find(acquisition.locks())).hasSize(1);
		assertThat(database.queryForString("SELECT COUNT(*) FROM sample")).isEqualTo("0");
		within.release(acquisition, Duration.ZERO);
	}

	/**
	 * Where the database depends on who asks, the store is asked instead of it.
	 */
	@ParameterizedTest
	@EnumSource(names = { "LAZY", "P6SPY", "TRANSACTION_AWARE", "LAZY_ROUTING" })
	void commitsAreGuardedThroughAProxy(Proxy proxy, CapturedOutput output) {
		logging.setLogLevel(JdbcCommitGuard.class.getPackageName(), LogLevel.INFO);
		Applications.runner(database).withBean(BeanPostProcessor.class, () -> around(proxy)).run((context) -> {
			CommitGuard guard = context.getBean(JdbcCommitGuard.class);
			LockStore store = context.getBean(LockStore.class);
			TransactionTemplate transactions = new TransactionTemplate(
					context.getBean(PlatformTransactionManager.class));
			JdbcTemplate application = context.getBean(JdbcTemplate.class);
			Acquisition acquisition = Locks.acquisition(Locks.newLock());
			Locks.grant(store, acquisition);
			transactions.executeWithoutResult((transaction) -> {
				application.queryForList("SELECT id FROM sample");
				assertThat(guard.check(acquisition, Locks.LONG))
					.isEqualTo(proxy.isRouting() ? CommitGuard.Result.NOT_INVOLVED : CommitGuard.Result.HELD);
			});
			store.release(acquisition, Duration.ZERO);
			transactions.executeWithoutResult((transaction) -> assertThat(guard.check(acquisition, Locks.LONG))
				.isEqualTo(proxy.isRouting() ? CommitGuard.Result.NOT_INVOLVED : CommitGuard.Result.NOT_HELD));
		});
		assertThat(output).contains("Transactions of " + (proxy.isRouting() ? "0" : "1") + " of 1 data sources")
			.doesNotContain("Locks use the application's connection pool");
	}

	private static BeanPostProcessor around(Proxy proxy) {
		return new BeanPostProcessor() {

			@Override
			public Object postProcessAfterInitialization(Object bean, String name) {
				return (bean instanceof DataSource dataSource) ? proxy.around(dataSource) : bean;
			}

		};
	}

	@Test
	void locksStayWhereTheRouteLedAtTheStart() {
		try (TestDatabase elsewhere = this.product.createDatabase();
				HikariDataSource elsewherePool = Pools.plain(elsewhere)) {
			AtomicReference<DataSource> route = new AtomicReference<>(pool);
			Applications.runner(database)
				.withBean(DataSource.class, () -> new Router(route, pool, elsewherePool))
				.run((context) -> {
					route.set(elsewherePool);
					Acquisition acquisition = Locks.acquisition(Locks.newLock());
					Locks.grant(context.getBean(LockStore.class), acquisition);
					assertThat(store.find(acquisition.locks())).hasSize(1);
				});
		}
	}

	private static final class Router extends AbstractRoutingDataSource {

		private final AtomicReference<DataSource> route;

		private Router(AtomicReference<DataSource> route, DataSource... targets) {
			this.route = route;
			setTargetDataSources(
					Arrays.stream(targets).collect(Collectors.toMap((target) -> target, (target) -> target)));
		}

		@Override
		protected Object determineCurrentLookupKey() {
			return this.route.get();
		}

	}

}
