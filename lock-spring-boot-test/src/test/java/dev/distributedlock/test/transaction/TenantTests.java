// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.transaction;

import java.util.Locale;
import java.util.Map;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import dev.distributedlock.LockLostException;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.TestDatabase;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of guarded transactions whose connection is set to another schema, or leads to
 * another database, than the one that has the locks: those of a tenant.
 */
@ParameterizedClass
@EnumSource
class TenantTests {

	private static Bank bank;

	private static @Nullable String tenant;

	private final DatabaseProduct product;

	TenantTests(DatabaseProduct product) {
		this.product = product;
	}

	@BeforeParameterizedClassInvocation
	static void open(DatabaseProduct product) {
		bank = Bank.open(product, Application.class, Map.of());
		tenant = "tenant_" + bank.database().name().replace('-', '_');
		bank.database().execute("CREATE SCHEMA " + tenant);
	}

	/**
	 * Also called for a product that is not there.
	 */
	@AfterParameterizedClassInvocation
	static void close() {
		if (tenant != null) {
			bank.database().execute("DROP SCHEMA " + tenant + (isMySql(bank.database().product()) ? "" : " CASCADE"));
			tenant = null;
			bank.close();
		}
	}

	@BeforeEach
	void reset() {
		bank.reset();
		bank.database().execute("DROP TABLE IF EXISTS " + tenant + ".distributed_lock");
		bank.bean(TenantDataSource.class).lead(bank.database());
	}

	private static boolean isMySql(DatabaseProduct product) {
		return product == DatabaseProduct.MARIADB || product == DatabaseProduct.MYSQL;
	}

	@Test
	void aSchemaWithoutALockTableIsGuarded() {
		assertGuarded(this::useTenant);
	}

	@Test
	void aSchemaWithALockTableOfItsOwnIsGuarded() {
		bank.database()
			.execute(
					"CREATE TABLE %s.distributed_lock AS SELECT * FROM distributed_lock WHERE 1 = 0".formatted(tenant));
		assertGuarded(this::useTenant);
	}

	@Test
	void anotherDatabaseIsGuardedByAskingTheStore() {
		try (TestDatabase other = this.product.createDatabase()) {
			createAccount(other);
			bank.bean(TenantDataSource.class).lead(other);
			assertGuarded(other, () -> {
			});
		}
	}

	@Test
	void anotherDatabaseWithALockTableIsGuardedByAskingTheStore() {
		try (TestDatabase other = this.product.createLockDatabase()) {
			createAccount(other);
			bank.bean(TenantDataSource.class).lead(other);
			assertGuarded(other, () -> {
			});
		}
	}

	private static void createAccount(TestDatabase database) {
		database.execute("CREATE TABLE account (id INT PRIMARY KEY, balance INT NOT NULL)");
		database.execute("INSERT INTO account (id, balance) VALUES (1, 0)");
	}

	private void assertGuarded(Runnable move) {
		assertGuarded(bank.database(), move);
	}

	private void assertGuarded(TestDatabase database, Runnable move) {
		bank.locks().executeWithoutResult(Bank.LOCK, (lease) -> {
			bank.transaction().executeWithoutResult((tx) -> {
				bank.payIn(10);
				move.run();
			});
			assertThat(lease.verify()).isTrue();
		});
		assertThat(balance(database)).isEqualTo("10");
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> bank.locks()
			.executeWithoutResult(Bank.LOCK, (lease) -> bank.transaction().executeWithoutResult((tx) -> {
				bank.payIn(10);
				bank.steal(Bank.LOCK);
				move.run();
			})));
		assertThat(balance(database)).isEqualTo("10");
	}

	private static String balance(TestDatabase database) {
		return database.queryForString("SELECT balance FROM account WHERE id = 1");
	}

	private void useTenant() {
		bank.bean(JdbcTemplate.class).execute((ConnectionCallback<Void>) (connection) -> {
			if (isMySql(this.product)) {
				connection.setCatalog(tenant);
			}
			else {
				connection.setSchema((this.product == DatabaseProduct.H2)
						? String.valueOf(tenant).toUpperCase(Locale.ROOT) : tenant);
			}
			return null;
		});
	}

	/**
	 * Leads to the database of the locks when the application starts.
	 */
	static final class TenantDataSource extends DelegatingDataSource {

		private final DataSource start;

		TenantDataSource(DataSource start) {
			super(start);
			this.start = start;
		}

		void lead(TestDatabase database) {
			setTargetDataSource((database == bank.database()) ? this.start : database.dataSource());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		TenantDataSource dataSource(Environment environment) {
			return new TenantDataSource(
					new DriverManagerDataSource(environment.getRequiredProperty("spring.datasource.url"),
							environment.getRequiredProperty("spring.datasource.username"),
							environment.getProperty("spring.datasource.password", "")));
		}

	}

}
