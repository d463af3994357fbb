// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.transaction;

import java.sql.Connection;
import java.time.Duration;
import java.util.Map;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.distributedlock.LockLostException;
import dev.distributedlock.LockTemplate;
import dev.distributedlock.autoconfigure.DistributedLockDataSource;
import dev.distributedlock.store.AcquireResult.Busy;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.TestDatabase;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of which connections a commit is guarded on, with data sources of many kinds.
 */
class GuardedDataSourceTests {

	private static @Nullable TestDatabase elsewhere;

	@AfterEach
	void drop() {
		if (elsewhere != null) {
			elsewhere.close();
			elsewhere = null;
		}
	}

	@ParameterizedTest
	@EnumSource(DatabaseProduct.class)
	void aTransactionIsGuardedThatAlsoReadsThroughAnotherPoolOfItsDatabase(DatabaseProduct product) {
		try (Bank bank = Bank.open(product, SamePlace.class, Map.of())) {
			JdbcTemplate other = bank.context().getBean("otherTemplate", JdbcTemplate.class);
			bank.bean(BeforeCommit.class).set(() -> {
				bank.bean(BeforeCommit.class).set(null);
				assertThat(bank.tryAcquireAsStranger(Bank.LOCK)).isInstanceOf(Busy.class);
			});
			bank.locks().executeWithoutResult(Bank.LOCK, (lease) -> bank.transaction().executeWithoutResult((tx) -> {
				other.queryForList("SELECT message FROM audit_log");
				bank.payIn(10);
			}));
			assertThat(bank.balance()).isEqualTo(10);
			assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> bank.locks()
				.executeWithoutResult(Bank.LOCK, (lease) -> bank.transaction().executeWithoutResult((tx) -> {
					other.queryForList("SELECT message FROM audit_log");
					bank.payIn(10);
					bank.steal(Bank.LOCK);
				})));
			assertThat(bank.balance()).isEqualTo(10);
		}
	}

	@Test
	void aTransactionElsewhereIsNotTakenForOneOfThePoolWithoutAutocommitThatItReadsThrough() {
		elsewhere = DatabaseProduct.H2.createDatabase();
		elsewhere.execute("CREATE TABLE note (message VARCHAR(200) NOT NULL)");
		try (Bank bank = Bank.open(DatabaseProduct.H2, Elsewhere.class,
				Map.of("spring.datasource.hikari.auto-commit", "false"))) {
			TransactionTemplate transaction = new TransactionTemplate(
					bank.context().getBean("otherManager", JdbcTransactionManager.class));
			bank.bean(BeforeCommit.class).set(() -> bank.steal(Bank.LOCK));
			assertThatExceptionOfType(LockLostException.class).as("the commit was not one step with the ownership")
				.isThrownBy(() -> bank.locks()
					.executeWithoutResult(Bank.LOCK, (lease) -> transaction.executeWithoutResult((tx) -> {
						bank.bean(JdbcTemplate.class).queryForList("SELECT message FROM audit_log");
						bank.context()
							.getBean("otherTemplate", JdbcTemplate.class)
							.update("INSERT INTO note (message) VALUES ('x')");
					})));
		}
	}

	@Test
	void dataSourcesThatGiveNoConnectionDoNotKeepTheApplicationFromStarting() {
		try (Bank bank = Bank.open(DatabaseProduct.H2, Useless.class, Map.of())) {
			bank.locks()
				.executeWithoutResult(Bank.LOCK,
						(lease) -> bank.transaction().executeWithoutResult((tx) -> bank.payIn(10)));
			assertThat(bank.balance()).isEqualTo(10);
		}
	}

	@Test
	void anApplicationThatMayOnlyReadTheLockTableCommits() {
		elsewhere = DatabaseProduct.POSTGRESQL.createLockDatabase();
		elsewhere.execute("CREATE TABLE account (id INT PRIMARY KEY, balance INT NOT NULL)");
		elsewhere.execute("CREATE ROLE " + elsewhere.name() + "_reader LOGIN PASSWORD 'x'");
		elsewhere.execute("GRANT ALL ON account TO " + elsewhere.name() + "_reader");
		elsewhere.execute("GRANT SELECT ON distributed_lock TO " + elsewhere.name() + "_reader");
		try (ConfigurableApplicationContext context = Bank.start(elsewhere, OwnLockDataSource.class, Map
			.of("spring.datasource.username", elsewhere.name() + "_reader", "spring.datasource.password", "x"))) {
			context.getBean(LockTemplate.class)
				.executeWithoutResult(Bank.LOCK,
						(lease) -> new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
							.executeWithoutResult((tx) -> context.getBean(JdbcTemplate.class)
								.update("INSERT INTO account (id, balance) VALUES (1, 10)")));
			assertThat(elsewhere.queryForString("SELECT balance FROM account")).isEqualTo("10");
		}
		finally {
			elsewhere.execute("DROP OWNED BY " + elsewhere.name() + "_reader");
			elsewhere.execute("DROP ROLE " + elsewhere.name() + "_reader");
		}
	}

	/**
	 * As MariaDB is set by default from 11.6 on.
	 */
	@Test
	void aRenewalDoesNotDisturbATransactionWithASnapshotOfItsOwn() {
		try (Bank bank = Bank.open(DatabaseProduct.MARIADB, Plain.class,
				Map.of("spring.datasource.hikari.connection-init-sql", "SET SESSION innodb_snapshot_isolation = ON"))) {
			bank.locks().executeWithoutResult(Bank.LOCK, (lease) -> bank.transaction().executeWithoutResult((tx) -> {
				bank.bean(JdbcTemplate.class).queryForList("SELECT * FROM account");
				lease.extend(Duration.ofMinutes(2));
				bank.payIn(10);
			}));
			assertThat(bank.balance()).isEqualTo(10);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Plain {

		@Bean
		BeforeCommit beforeCommit() {
			return new BeforeCommit();
		}

	}

	static class SamePlace extends Plain {

		@Bean(defaultCandidate = false)
		DataSource otherDataSource(Environment environment) {
			return DataSourceBuilder.create()
				.url(environment.getRequiredProperty("spring.datasource.url"))
				.username(environment.getProperty("spring.datasource.username"))
				.password(environment.getProperty("spring.datasource.password"))
				.build();
		}

		@Bean(defaultCandidate = false)
		JdbcTemplate otherTemplate(@Qualifier("otherDataSource") DataSource dataSource) {
			return new JdbcTemplate(dataSource);
		}

	}

	static class Elsewhere extends Plain {

		@Bean(defaultCandidate = false)
		DataSource otherDataSource() {
			assertThat(elsewhere).isNotNull();
			return elsewhere.dataSource();
		}

		@Bean(defaultCandidate = false)
		JdbcTransactionManager otherManager(@Qualifier("otherDataSource") DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

		@Bean(defaultCandidate = false)
		JdbcTemplate otherTemplate(@Qualifier("otherDataSource") DataSource dataSource) {
			return new JdbcTemplate(dataSource);
		}

	}

	static class Useless extends Plain {

		@Bean(defaultCandidate = false)
		DataSource tenants() {
			return new AbstractDataSource() {

				@Override
				public Connection getConnection() {
					throw new IllegalStateException("No tenant on this thread");
				}

				@Override
				public Connection getConnection(String user, String password) {
					return getConnection();
				}

			};
		}

	}

	/**
	 * As the documentation has it, name and all.
	 */
	static class OwnLockDataSource extends Plain {

		@Bean(defaultCandidate = false)
		@DistributedLockDataSource
		DataSource lockDataSource() {
			assertThat(elsewhere).isNotNull();
			return elsewhere.dataSource();
		}

	}

}
