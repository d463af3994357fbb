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

import java.util.UUID;

import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import dev.distributedlock.store.jdbc.JdbcLockStore;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/**
 * Tests of {@link JdbcLockStore} on H2.
 *
 * @author The Distributed Lock authors
 */
class H2LockStoreTests extends JdbcLockStoreConformanceTests {

	private static Clients clients;

	H2LockStoreTests() {
		super(clients);
	}

	@BeforeAll
	static void connect() {
		JdbcDataSource dataSource = new JdbcDataSource();
		dataSource.setUrl("jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1".formatted(UUID.randomUUID()));
		new ResourceDatabasePopulator(new ClassPathResource("dev/distributedlock/store/jdbc/schema-h2.sql"))
			.execute(dataSource);
		clients = new Clients(dataSource, dataSource.getUrl());
	}

	@AfterAll
	static void disconnect() {
		clients.close();
	}

}
