// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;

/**
 * Reads the log of PostgreSQL.
 */
final class PostgresStatementLog implements StatementLog {

	/**
	 * The database in front of each entry.
	 */
	static final String LINE_PREFIX = "@%d@";

	private final TestDatabase maintenance;

	private final Pattern entry;

	/**
	 * Create a new log.
	 * @param database whose statements
	 * @param maintenance another database of the same server, for the log's own
	 * statements
	 */
	PostgresStatementLog(TestDatabase database, TestDatabase maintenance) {
		this.maintenance = maintenance;
		this.entry = Pattern.compile(
				"^@" + database.name() + "@LOG:  (?:statement|execute [^:]+): (\\S.*(?:\\R\\t.*)*)", Pattern.MULTILINE);
	}

	@Override
	public List<String> during(Runnable task) {
		String offset = this.maintenance.queryForString("SELECT size FROM pg_stat_file(pg_current_logfile())");
		String start = mark(offset);
		task.run();
		String end = mark(offset);
		String log = read(offset);
		Matcher matcher = this.entry.matcher(log.substring(log.indexOf(start), log.indexOf(end)));
		List<String> statements = new ArrayList<>();
		while (matcher.find()) {
			statements.add(matcher.group(1));
		}
		return statements;
	}

	/**
	 * Write a mark into the log. The server writes in order, but not at once.
	 */
	private String mark(String offset) {
		String mark = UUID.randomUUID().toString();
		this.maintenance.execute("DO $$ BEGIN RAISE LOG '" + mark + "'; END $$");
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.pollInterval(Duration.ofMillis(10))
			.until(() -> read(offset).contains(mark));
		return mark;
	}

	private String read(String offset) {
		return this.maintenance
			.queryForString("SELECT convert_from(pg_read_binary_file(pg_current_logfile(), %s, 1000000000), 'UTF8')"
				.formatted(offset));
	}

}
