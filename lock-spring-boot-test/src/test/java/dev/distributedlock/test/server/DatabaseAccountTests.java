// SPDX-License-Identifier: Apache-2.0

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
