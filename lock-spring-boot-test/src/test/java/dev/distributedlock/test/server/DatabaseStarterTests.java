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

package dev.distributedlock.test.server;

import java.util.List;

import javax.sql.DataSource;

import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.jdbc.JdbcLockStore;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.TestPropertySource;

/**
 * Base of the tests of an application that has the starter, a database, and nothing that
 * it did for locks but to let their table be created.
 *
 * @author The Distributed Lock authors
 */
@TestPropertySource(properties = "distributed-lock.jdbc.initialize-schema=always")
@Import(DatabaseConnection.class)
abstract class DatabaseStarterTests extends StarterTests {

	@Autowired
	private DataSource dataSource;

	@Override
	Class<? extends LockStore> storeType() {
		return JdbcLockStore.class;
	}

	@Override
	List<String> locks() {
		return new JdbcTemplate(this.dataSource)
			.queryForList("SELECT lock_id FROM distributed_lock WHERE owner IS NOT NULL", String.class);
	}

}
