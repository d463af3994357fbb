// SPDX-License-Identifier: Apache-2.0

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
