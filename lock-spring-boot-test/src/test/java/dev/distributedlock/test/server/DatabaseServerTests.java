// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests that the servers are what the other tests take them for.
 */
@ParameterizedClass
@EnumSource
class DatabaseServerTests {

	@Parameter
	private DatabaseProduct product = DatabaseProduct.H2;

	@Test
	void databasesHaveNothingInCommon() {
		try (TestDatabase one = this.product.createDatabase(); TestDatabase two = this.product.createDatabase()) {
			one.execute("CREATE TABLE sample (id INT PRIMARY KEY)");
			two.execute("CREATE TABLE sample (id INT PRIMARY KEY)");
			one.execute("INSERT INTO sample VALUES (1)");
			assertThat(count(one)).isEqualTo("1");
			assertThat(count(two)).isEqualTo("0");
		}
	}

	@Test
	void aDatabaseIsGoneWhenItIsClosedWhateverIsOpen() {
		TestDatabase database = sample();
		OpenTransaction transaction = database.beginTransaction();
		transaction.execute("INSERT INTO sample VALUES (2)");
		database.close();
		assertThatException().isThrownBy(() -> count(database));
	}

	@Test
	void anOpenTransactionKeepsARow() {
		try (TestDatabase database = sample()) {
			try (OpenTransaction transaction = database.beginTransaction()) {
				assertThat(transaction.execute("SELECT id FROM sample WHERE id = ? FOR UPDATE", 1)).isOne();
				try (OpenTransaction other = database.beginTransaction()) {
					assertThat(other.execute("SELECT id FROM sample FOR UPDATE SKIP LOCKED")).isZero();
				}
			}
			try (OpenTransaction other = database.beginTransaction()) {
				assertThat(other.execute("SELECT id FROM sample FOR UPDATE SKIP LOCKED")).isOne();
			}
		}
	}

	@Test
	void theLogHasEachExecutionOfThisDatabaseAndNothingElse() throws SQLException {
		try (TestDatabase database = sample(); TestDatabase other = sample()) {
			StatementLog log = database.logStatements();
			try (Connection connection = database.dataSource().getConnection();
					PreparedStatement statement = connection.prepareStatement("SELECT id FROM sample WHERE id > ?")) {
				List<String> statements = log.during(() -> {
					select(statement);
					select(statement);
					count(other);
				});
				assertThat(statements).hasSize(2)
					.allSatisfy((text) -> assertThat(text).startsWith("SELECT id FROM sample"));
			}
		}
	}

	@Test
	void theLogHasWhatTheDriverSendsOfItsOwnAccord() throws SQLException {
		try (TestDatabase database = sample()) {
			StatementLog log = database.logStatements();
			try (Connection connection = database.dataSource().getConnection();
					PreparedStatement statement = connection.prepareStatement("SELECT id FROM sample WHERE id > ?")) {
				assertThat(log.during(() -> commit(connection, statement))).hasSizeGreaterThan(1)
					.last()
					.asString()
					.isEqualToIgnoringCase("COMMIT");
			}
		}
	}

	@Test
	void theLogIsEmptyIfNothingHappens() {
		try (TestDatabase database = sample()) {
			assertThat(database.logStatements().during(() -> {
			})).isEmpty();
		}
	}

	@Test
	void transactionsOfSpringAreInTheLog() {
		try (TestDatabase database = sample()) {
			StatementLog log = database.logStatements();
			List<String> statements = log
				.during(() -> new TransactionTemplate(new DataSourceTransactionManager(database.dataSource()))
					.executeWithoutResult((transaction) -> new JdbcTemplate(database.dataSource())
						.update("INSERT INTO sample VALUES (2)")));
			assertThat(statements).contains("INSERT INTO sample VALUES (2)");
		}
	}

	@Test
	void aServerKeepsItsPortAndItsDataWhenItIsStoppedOrKilled() {
		try (DatabaseServer server = this.product.startServer(); TestDatabase database = server.createDatabase()) {
			database.execute("CREATE TABLE sample (id INT PRIMARY KEY)");
			server.stop();
			assertThatException().isThrownBy(() -> count(database));
			server.start();
			database.execute("INSERT INTO sample VALUES (1)");
			server.kill();
			assertThatException().isThrownBy(() -> count(database));
			server.start();
			assertThat(count(database)).isEqualTo("1");
		}
	}

	private TestDatabase sample() {
		TestDatabase database = this.product.createDatabase();
		database.execute("CREATE TABLE sample (id INT PRIMARY KEY)");
		database.execute("INSERT INTO sample VALUES (1)");
		return database;
	}

	private static String count(TestDatabase database) {
		return database.queryForString("SELECT COUNT(*) FROM sample");
	}

	private static void select(PreparedStatement statement) {
		try {
			statement.setInt(1, 0);
			statement.executeQuery().close();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void commit(Connection connection, PreparedStatement statement) {
		try {
			connection.setAutoCommit(false);
			select(statement);
			connection.commit();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
