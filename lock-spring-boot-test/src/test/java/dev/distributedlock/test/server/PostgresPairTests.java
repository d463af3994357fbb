// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.StatementCallback;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link PostgresPair}.
 */
class PostgresPairTests {

	@Test
	void aSynchronousStandbyHasWhatThePrimaryHasAcknowledged() {
		try (PostgresPair pair = PostgresPair.startSynchronous()) {
			JdbcTemplate jdbc = createTable(pair);
			insert(jdbc, 1, 100);
			pair.failOver();
			assertThat(jdbc.update("UPDATE sample SET id = 101 WHERE id = 1")).isEqualTo(1);
			assertThat(jdbc.queryForObject("SELECT count(*) FROM sample", Integer.class)).isEqualTo(100);
		}
	}

	@Test
	void anAsynchronousStandbyThatReceivesNothingMoreMissesTheLastCommits() {
		try (PostgresPair pair = PostgresPair.startAsynchronous()) {
			JdbcTemplate jdbc = createTable(pair);
			insert(jdbc, 1, 3);
			pair.detachStandby();
			insert(jdbc, 4, 6);
			pair.failOver();
			insert(jdbc, 7, 7);
			assertThat(ids(jdbc)).containsExactly(1, 2, 3, 7);
		}
	}

	@Test
	void aCommitWaitsForASynchronousStandbyThatIsAway() throws Exception {
		try (PostgresPair pair = PostgresPair.startSynchronous()) {
			JdbcTemplate jdbc = createTable(pair);
			pair.detachStandby();
			CompletableFuture<Void> insert = CompletableFuture.runAsync(() -> insert(jdbc, 1, 1));
			assertThat(warningOf(jdbc, "INSERT INTO sample (id) VALUES (2)"))
				.contains("canceling wait for synchronous replication");
			assertThat(insert).isNotDone();
			pair.attachStandby();
			insert.get(1, TimeUnit.MINUTES);
			assertThat(warningOf(jdbc, "INSERT INTO sample (id) VALUES (3)")).isEmpty();
			pair.failOver();
			assertThat(ids(jdbc)).containsExactly(1, 2, 3);
		}
	}

	@Test
	void aSynchronousStandbyThatWasAwayMissesWhatWasNotAcknowledged() {
		try (PostgresPair pair = PostgresPair.startSynchronous()) {
			JdbcTemplate jdbc = createTable(pair);
			insert(jdbc, 1, 3);
			pair.detachStandby();
			assertThat(warningOf(jdbc, "INSERT INTO sample (id) VALUES (4)")).isNotEmpty();
			assertThat(ids(jdbc)).containsExactly(1, 2, 3, 4);
			pair.failOver();
			assertThat(ids(jdbc)).containsExactly(1, 2, 3);
		}
	}

	/**
	 * Execute a statement that is given up after a second, and return what the server
	 * warns of.
	 */
	private static String warningOf(JdbcTemplate jdbc, String sql) {
		String warning = jdbc.execute((StatementCallback<String>) (statement) -> {
			statement.setQueryTimeout(1);
			statement.executeUpdate(sql);
			return (statement.getWarnings() != null) ? statement.getWarnings().getMessage() : "";
		});
		assertThat(warning).isNotNull();
		return warning;
	}

	private static JdbcTemplate createTable(PostgresPair pair) {
		TestDatabase database = pair.primary().createDatabase();
		database.execute("CREATE TABLE sample (id INT)");
		return new JdbcTemplate(
				new DriverManagerDataSource(pair.url(database.name()), database.user(), database.password()));
	}

	private static void insert(JdbcTemplate jdbc, int first, int last) {
		for (int id = first; id <= last; id++) {
			assertThat(jdbc.update("INSERT INTO sample (id) VALUES (?)", id)).isEqualTo(1);
		}
	}

	private static List<Integer> ids(JdbcTemplate jdbc) {
		return jdbc.queryForList("SELECT id FROM sample ORDER BY id", Integer.class);
	}

}
