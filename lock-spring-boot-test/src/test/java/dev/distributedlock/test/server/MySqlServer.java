// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.util.List;

import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A server of the MySQL family. Each database has a user of its own, by which the general
 * log tells who sent what.
 */
final class MySqlServer extends DatabaseServer {

	static final int PORT = 3306;

	static final String SUPERUSER = "root";

	static final String PASSWORD = "test";

	private static final int NO_SUCH_THREAD = 1094;

	/**
	 * The defaults in all that matters to locks. That a commit survives the machine is of
	 * no use to a test.
	 */
	private static final List<String> ARGUMENTS = List.of("--max-connections=200", "--innodb-flush-log-at-trx-commit=2",
			"--skip-log-bin", "--sync-binlog=0", "--log-output=TABLE");

	MySqlServer(DatabaseProduct product, ServerProcess process) {
		super(product, process);
	}

	static String[] arguments() {
		return ARGUMENTS.toArray(String[]::new);
	}

	@Override
	String version() {
		return maintenance().queryForString("SELECT VERSION()");
	}

	@Override
	TestDatabase createDatabase(String name) {
		TestDatabase maintenance = maintenance();
		maintenance.execute("CREATE DATABASE " + name);
		maintenance.execute("CREATE USER %s@'%%' IDENTIFIED BY '%s'".formatted(name, PASSWORD));
		maintenance.execute("GRANT ALL ON *.* TO %s@'%%' WITH GRANT OPTION".formatted(name));
		return database(name, name, PASSWORD);
	}

	/**
	 * An open transaction would keep the tables from being dropped.
	 */
	@Override
	void drop(TestDatabase database) {
		TestDatabase maintenance = maintenance();
		endSessions(database.user(), maintenance);
		maintenance.execute("DROP USER " + database.user());
		maintenance.execute("DROP DATABASE " + database.name());
	}

	/**
	 * End all sessions of a user.
	 * @param user the name of the user
	 * @param database where to connect as somebody who may do that
	 */
	static void endSessions(String user, TestDatabase database) {
		new JdbcTemplate(database.dataSource())
			.queryForList("SELECT id FROM information_schema.processlist WHERE user = ?", Long.class, user)
			.forEach((session) -> kill(session, database));
	}

	/**
	 * Some end by themselves before it is their turn.
	 */
	private static void kill(long connection, TestDatabase maintenance) {
		try {
			maintenance.execute("KILL " + connection);
		}
		catch (UncategorizedSQLException ex) {
			if (ex.getSQLException().getErrorCode() != NO_SUCH_THREAD) {
				throw ex;
			}
		}
	}

	@Override
	StatementLog logStatements(TestDatabase database) {
		return new GeneralLog(database.user(), maintenance());
	}

	/**
	 * As the containers connect: without encryption, which costs a client of MySQL the
	 * right to ask for the key of the server unless it says so.
	 */
	@Override
	String url(String host, int port, String database) {
		return switch (product()) {
			case MYSQL ->
				"jdbc:mysql://%s:%d/%s?useSSL=false&allowPublicKeyRetrieval=true".formatted(host, port, database);
			default -> "jdbc:mariadb://%s:%d/%s".formatted(host, port, database);
		};
	}

	private TestDatabase maintenance() {
		return database("mysql", SUPERUSER, PASSWORD);
	}

}
