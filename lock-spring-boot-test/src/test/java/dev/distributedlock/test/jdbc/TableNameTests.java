// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.jdbc;

import java.sql.DatabaseMetaData;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import dev.distributedlock.LockRegistry;
import dev.distributedlock.LockRequest;
import dev.distributedlock.store.jdbc.JdbcLockStore;
import dev.distributedlock.store.jdbc.JdbcLockStoreOptions;
import dev.distributedlock.test.Locks;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.TestDatabase;

import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the script, the check at start-up and every statement mean the same table,
 * and the one that was meant.
 */
@ParameterizedClass
@EnumSource(DatabaseProduct.class)
class TableNameTests {

	private final DatabaseProduct product;

	private final TestDatabase database;

	TableNameTests(DatabaseProduct product) {
		this.product = product;
		this.database = product.createDatabase();
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void aQuotedNameIsExact() {
		this.database.execute("CREATE TABLE locks (id INT)");
		assertLocksAreKeptIn("\"Locks\"");
	}

	@Test
	void aTableCanBeInAnotherSchema() {
		String schema = "My-" + this.database.name();
		String quoted = quoted(schema);
		this.database.execute("CREATE SCHEMA " + quoted);
		try {
			assertLocksAreKeptIn(schema + ".\"Order\"");
		}
		finally {
			dropSchema(quoted);
		}
	}

	/**
	 * A schema of MySQL and MariaDB is a database, and outlives the one of the test.
	 */
	private void dropSchema(String schema) {
		this.database.execute("DROP SCHEMA " + schema + (this.product.platform().matches("m.*") ? "" : " CASCADE"));
	}

	private void assertLocksAreKeptIn(String name) {
		Applications.runner(this.database)
			.withPropertyValues("distributed-lock.jdbc.table-name=" + name,
					"distributed-lock.jdbc.initialize-schema=always")
			.run((context) -> context.getBean(LockRegistry.class).acquire(LockRequest.of("one")).release());
		JdbcLockStore other = new JdbcLockStore(this.database.dataSource(),
				new JdbcLockStoreOptions(name, null, Duration.ofSeconds(5), 0));
		other.verifySchema();
		Locks.assertWorks(other, other);
		assertThat(
				this.database.queryForString("SELECT COUNT(*) FROM " + quoted(name) + " WHERE lock_id = 'edges:one'"))
			.isEqualTo("1");
	}

	private String quoted(String name) {
		try {
			return JdbcLockStoreOptions.quoteTableName(name, JdbcUtils
				.extractDatabaseMetaData(this.database.dataSource(), DatabaseMetaData::getIdentifierQuoteString));
		}
		catch (MetaDataAccessException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
