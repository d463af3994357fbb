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

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests of {@link DatabaseAccount}.
 *
 * @author The Distributed Lock authors
 */
class DatabaseAccountTests {

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "H2")
	void anAccountReadsAndWritesUntilItIsDropped(DatabaseProduct product) throws SQLException {
		try (TestDatabase database = product.createDatabase()) {
			database.execute("CREATE TABLE sample (id INT PRIMARY KEY)");
			DatabaseAccount account = DatabaseAccount.create(database, "account_" + database.name(), "secret");
			try (Connection session = connect(account)) {
				insert(session, 1);
				account.drop();
				assertThatException().isThrownBy(() -> insert(session, 2));
			}
			assertThatException().isThrownBy(() -> connect(account).close());
		}
	}

	private static Connection connect(DatabaseAccount account) throws SQLException {
		return DriverManager.getConnection(account.database().url(), account.user(), account.password());
	}

	private static void insert(Connection session, int id) throws SQLException {
		try (Statement statement = session.createStatement()) {
			statement.executeUpdate("INSERT INTO sample (id) VALUES (%d)".formatted(id));
		}
	}

}
