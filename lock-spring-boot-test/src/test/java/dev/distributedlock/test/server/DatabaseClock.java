// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.time.Duration;

/**
 * A clock that a test sets, for a PostgreSQL database: a function in front of the one of
 * the server. Sessions that are opened from now on read it.
 */
public final class DatabaseClock {

	private static final String FUNCTION = """
			CREATE FUNCTION clock_timestamp() RETURNS timestamptz LANGUAGE plpgsql AS $$
			BEGIN
				RETURN pg_catalog.clock_timestamp() + (SELECT ahead FROM public.clock);
			END $$""";

	private final TestDatabase database;

	private DatabaseClock(TestDatabase database) {
		this.database = database;
	}

	/**
	 * Give a database a clock that is right at first.
	 * @param database the database
	 * @return the clock
	 */
	public static DatabaseClock install(TestDatabase database) {
		database.execute("CREATE TABLE clock AS SELECT INTERVAL '0' AS ahead");
		database.execute(FUNCTION);
		database.execute("ALTER DATABASE %s SET search_path = public, pg_catalog".formatted(database.name()));
		return new DatabaseClock(database);
	}

	/**
	 * Set the clock forward, between two statements that write to a table: none of them
	 * sees both times.
	 * @param duration by how much
	 * @param table the table
	 */
	public void step(Duration duration, String table) {
		try (OpenTransaction transaction = this.database.beginTransaction()) {
			transaction.execute("LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE".formatted(table));
			this.database
				.execute("UPDATE clock SET ahead = ahead + INTERVAL '%d milliseconds'".formatted(duration.toMillis()));
		}
	}

}
