// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import dev.distributedlock.store.jdbc.JdbcLockStore;
import dev.distributedlock.test.server.DatabaseProduct;

/**
 * Tests of {@link JdbcLockStore} on MySQL.
 */
class MySqlLockStoreTests extends JdbcLockStoreConformanceTests {

	private static Clients clients;

	MySqlLockStoreTests() {
		super(clients);
	}

	@BeforeAll
	static void connect() {
		clients = new Clients(DatabaseProduct.MYSQL.createLockDatabase());
	}

	@AfterAll
	static void disconnect() {
		if (clients != null) {
			clients.close();
		}
	}

}
