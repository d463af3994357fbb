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

import javax.sql.DataSource;

import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/**
 * A database of a {@link PostgresServer}, with the rights of a superuser.
 *
 * @author The Distributed Lock authors
 */
public final class PostgresDatabase implements AutoCloseable {

	private final PostgresServer server;

	private final String name;

	private final String url;

	private final String user;

	private final String password;

	PostgresDatabase(PostgresServer server, String name, String url, String user, String password) {
		this.server = server;
		this.name = name;
		this.url = url;
		this.user = user;
		this.password = password;
	}

	/**
	 * Return the name of the database.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Return where the database is, for a pool.
	 * @return the URL
	 */
	public String url() {
		return this.url;
	}

	/**
	 * Return who connects.
	 * @return the user
	 */
	public String user() {
		return this.user;
	}

	/**
	 * Return the password of the user.
	 * @return the password
	 */
	public String password() {
		return this.password;
	}

	/**
	 * Return a source of new connections, without a pool.
	 * @return the data source
	 */
	public DataSource dataSource() {
		PGSimpleDataSource dataSource = new PGSimpleDataSource();
		dataSource.setUrl(this.url);
		dataSource.setUser(this.user);
		dataSource.setPassword(this.password);
		return dataSource;
	}

	/**
	 * Run a script.
	 * @param resource where it is in the class path
	 * @return this
	 */
	public PostgresDatabase runScript(String resource) {
		new ResourceDatabasePopulator(new ClassPathResource(resource)).execute(dataSource());
		return this;
	}

	/**
	 * Execute a statement.
	 * @param sql the statement
	 */
	public void execute(String sql) {
		new JdbcTemplate(dataSource()).execute(sql);
	}

	/**
	 * Return the only value of a query.
	 * @param sql the query
	 * @return the value
	 */
	public String queryForString(String sql) {
		String value = new JdbcTemplate(dataSource()).queryForObject(sql, String.class);
		if (value == null) {
			throw new IllegalStateException("No value: " + sql);
		}
		return value;
	}

	/**
	 * Let the server log what connections to this database execute from now on, as far as
	 * they are new.
	 * @return the log
	 */
	public StatementLog logStatements() {
		this.server.maintenance().execute("ALTER DATABASE " + this.name + " SET log_statement = 'all'");
		return new StatementLog(this, this.server.maintenance());
	}

	@Override
	public void close() {
		this.server.maintenance().execute("DROP DATABASE " + this.name + " WITH (FORCE)");
	}

}
