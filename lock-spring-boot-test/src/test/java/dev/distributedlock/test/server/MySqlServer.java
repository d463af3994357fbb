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

import java.sql.SQLException;
import java.util.List;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A server of the MySQL family. Each database has a user of its own, by which the general
 * log tells who sent what.
 *
 * @author The Distributed Lock authors
 */
final class MySqlServer extends DatabaseServer {

	static final int PORT = 3306;

	static final String SUPERUSER = "root";

	static final String PASSWORD = "test";

	private static final int NO_SUCH_CONNECTION = 1094;

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
		String user = database.user();
		new JdbcTemplate(maintenance.dataSource())
			.queryForList("SELECT id FROM information_schema.processlist WHERE user = ?", Long.class, user)
			.forEach((connection) -> kill(maintenance, connection));
		maintenance.execute("DROP USER " + user);
		maintenance.execute("DROP DATABASE " + database.name());
	}

	private static void kill(TestDatabase maintenance, Long connection) {
		try {
			maintenance.execute("KILL " + connection);
		}
		catch (DataAccessException ex) {
			if (!(ex.getRootCause() instanceof SQLException cause) || cause.getErrorCode() != NO_SUCH_CONNECTION) {
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
