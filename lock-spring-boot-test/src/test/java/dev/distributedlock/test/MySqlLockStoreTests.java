/*
 * Copyright 2026 the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package dev.distributedlock.test;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import dev.distributedlock.store.jdbc.JdbcLockStore;
import dev.distributedlock.test.server.DatabaseProduct;

/**
 * Tests of {@link JdbcLockStore} on MySQL.
 *
 * @author The Distributed Lock authors
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
