// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.distributedlock.store.jdbc.JdbcLockStore;
import dev.distributedlock.test.Locks;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.TestDatabase;

/**
 * Tests that it does not matter what the connections and sessions of PostgreSQL are set
 * to. Those of MySQL and MariaDB have tests of their own.
 */
@ParameterizedClass
@EnumSource(names = { "POSTGRESQL", "POSTGRESQL_PREVIOUS" })
class PostgresConnectionTests {

	@Parameter
	private DatabaseProduct product = DatabaseProduct.POSTGRESQL;

	private static TestDatabase database;

	private static HikariDataSource pool;

	private static JdbcLockStore store;

	@BeforeParameterizedClassInvocation
	static void connect(DatabaseProduct product) {
		database = product.createLockDatabase();
		pool = Pools.derived(database);
		store = new JdbcLockStore(pool, Pools.options());
	}

	@AfterParameterizedClassInvocation
	static void disconnect() {
		pool.close();
		database.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "prepareThreshold=0", "prepareThreshold=1", "prepareThreshold=-1",
			"reWriteBatchedInserts=true", "autosave=always", "preferQueryMode=simple",
			"preferQueryMode=extendedForPrepared", "preferQueryMode=extendedCacheEverything", "binaryTransfer=false",
			"stringtype=unspecified", "options=-c%20default_transaction_isolation=serializable",
			"options=-c%20default_transaction_isolation=repeatable%5C%20read", "defaultRowFetchSize=1",
			"cleanupSavepoints=true", "adaptiveFetch=true" })
	void anySettingOfTheDriverWillDo(String setting) {
		try (HikariDataSource other = Pools.plain(database)) {
			other.setJdbcUrl(database.url() + "?" + setting);
			assertWorks(other);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "SET default_transaction_isolation = serializable",
			"SET default_transaction_deferrable = on", "SET standard_conforming_strings = off",
			"SET plan_cache_mode = force_generic_plan", "SET plan_cache_mode = force_custom_plan",
			"SET enable_seqscan = off; SET jit = off", "SET enable_indexscan = off; SET jit = off",
			"SET enable_hashjoin = off; SET enable_nestloop = off; SET jit = off", "SET lock_timeout = '1ms'",
			"SET extra_float_digits = 0", "SET default_transaction_read_only = off",
			"SET IntervalStyle = 'sql_standard'", "SET bytea_output = escape", "SET transform_null_equals = on" })
	void anySessionWillDo(String initSql) {
		try (HikariDataSource other = Pools.plain(database)) {
			other.setConnectionInitSql(initSql);
			assertWorks(other);
		}
	}

	/**
	 * Often enough for the driver to prepare statements at the server, and for that to
	 * change its plans.
	 */
	private static void assertWorks(HikariDataSource other) {
		JdbcLockStore unusual = new JdbcLockStore(other, Pools.options());
		unusual.verifySchema();
		for (int i = 0; i < 6; i++) {
			Locks.assertWorks(unusual, store);
		}
	}

}
