// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.util.HashMap;
import java.util.Map;

/**
 * A PostgreSQL server.
 */
final class PostgresServer extends DatabaseServer {

	static final int PORT = 5432;

	static final String SUPERUSER = "postgres";

	static final String PASSWORD = "postgres";

	/**
	 * A commit is in the write-ahead log when it is acknowledged, so that killing the
	 * server loses nothing. That it would survive the machine is of no use to a test.
	 */
	private static final Map<String, String> SETTINGS = Map.of("fsync", "off", "synchronous_commit", "on",
			"full_page_writes", "off", "max_connections", "200", "logging_collector", "on", "log_destination", "stderr",
			"log_filename", "server.log", "log_rotation_age", "0", "log_rotation_size", "0", "log_line_prefix",
			PostgresStatementLog.LINE_PREFIX);

	/**
	 * As short as can be, so that a test can fill it. Earlier versions cannot be told.
	 */
	private static final Map<String, String> SHORT_QUEUE = Map.of("max_notify_queue_pages", "64");

	PostgresServer(DatabaseProduct product, ServerProcess process) {
		super(product, process);
	}

	/**
	 * Return what a server is set to.
	 * @return the values by name
	 */
	static Map<String, String> settings(DatabaseProduct product) {
		Map<String, String> settings = new HashMap<>(SETTINGS);
		if (product == DatabaseProduct.POSTGRESQL) {
			settings.putAll(SHORT_QUEUE);
		}
		return settings;
	}

	/**
	 * Return the settings as arguments of the server.
	 * @return the arguments
	 */
	static String[] arguments(DatabaseProduct product) {
		return settings(product).entrySet()
			.stream()
			.map((setting) -> "--%s=%s".formatted(setting.getKey(), setting.getValue()))
			.toArray(String[]::new);
	}

	@Override
	String version() {
		return maintenance().queryForString("SHOW server_version");
	}

	@Override
	TestDatabase createDatabase(String name) {
		maintenance().execute("CREATE DATABASE " + name);
		return database(name, SUPERUSER, PASSWORD);
	}

	@Override
	void drop(TestDatabase database) {
		maintenance().execute("DROP DATABASE " + database.name() + " WITH (FORCE)");
	}

	@Override
	StatementLog logStatements(TestDatabase database) {
		maintenance().execute("ALTER DATABASE " + database.name() + " SET log_statement = 'all'");
		return new PostgresStatementLog(database, maintenance());
	}

	@Override
	String url(String host, int port, String database) {
		return "jdbc:postgresql://%s:%d/%s".formatted(host, port, database);
	}

	private TestDatabase maintenance() {
		return database("postgres", SUPERUSER, PASSWORD);
	}

}
