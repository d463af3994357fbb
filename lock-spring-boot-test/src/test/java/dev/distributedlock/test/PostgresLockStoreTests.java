// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import dev.distributedlock.store.jdbc.JdbcLockStore;
import dev.distributedlock.test.server.DatabaseProduct;

/**
 * Tests of {@link JdbcLockStore} on PostgreSQL.
 */
class PostgresLockStoreTests extends JdbcLockStoreConformanceTests {

	private static Clients clients;

	PostgresLockStoreTests() {
		super(clients);
	}

	@BeforeAll
	static void connect() {
		clients = new Clients(DatabaseProduct.POSTGRESQL.createLockDatabase());
	}

	@AfterAll
	static void disconnect() {
		clients.close();
	}

}
