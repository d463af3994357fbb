// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import dev.distributedlock.store.jdbc.JdbcLockStore;
import dev.distributedlock.test.server.DatabaseProduct;

/**
 * Tests of {@link JdbcLockStore} on H2.
 */
class H2LockStoreTests extends JdbcLockStoreConformanceTests {

	private static Clients clients;

	H2LockStoreTests() {
		super(clients);
	}

	@BeforeAll
	static void connect() {
		clients = new Clients(DatabaseProduct.H2.createLockDatabase());
	}

	@AfterAll
	static void disconnect() {
		clients.close();
	}

}
