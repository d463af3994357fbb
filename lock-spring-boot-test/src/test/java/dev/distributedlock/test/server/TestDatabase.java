// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import javax.sql.DataSource;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/**
 * A database of its own for a test.
 */
public final class TestDatabase implements AutoCloseable {

	private final DatabaseServer server;

	private final String name;

	private final String user;

	private final String password;

	private boolean closed;

	TestDatabase(DatabaseServer server, String name, String user, String password) {
		this.server = server;
		this.name = name;
		this.user = user;
		this.password = password;
	}

	/**
	 * Return which kind of database it is.
	 * @return the product
	 */
	public DatabaseProduct product() {
		return this.server.product();
	}

	/**
	 * Return the server.
	 * @return the server, which may be shared
	 */
	public DatabaseServer server() {
		return this.server;
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
		return this.server.url(this.server.host(), this.server.port(), this.name);
	}

	/**
	 * Return where the database is for who goes through a proxy on this machine.
	 * @param port the port of the proxy
	 * @return the URL
	 */
	public String urlThrough(int port) {
		return this.server.url("127.0.0.1", port, this.name);
	}

	/**
	 * Return who connects. The user may do everything.
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
		return new DriverManagerDataSource(url(), this.user, this.password);
	}

	/**
	 * Return the same database for another user.
	 * @param user the name of the user
	 * @param password the password
	 * @return the database, which need not be closed
	 */
	public TestDatabase as(String user, String password) {
		return this.server.database(this.name, user, password);
	}

	/**
	 * Return a source of new connections that go through a proxy on this machine.
	 * @param port the port of the proxy
	 * @return the data source
	 */
	public DataSource dataSourceThrough(int port) {
		return new DriverManagerDataSource(urlThrough(port), this.user, this.password);
	}

	/**
	 * Run a script.
	 * @param resource where it is in the class path
	 * @return this
	 */
	public TestDatabase runScript(String resource) {
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
	 * Begin a transaction that stays open until it is closed, on a connection of its own:
	 * what it locks, nobody else gets.
	 * @return the transaction
	 */
	public OpenTransaction beginTransaction() {
		return OpenTransaction.begin(dataSource());
	}

	/**
	 * Let the server log what connections to this database execute from now on, as far as
	 * they are new.
	 * @return the log
	 */
	public StatementLog logStatements() {
		return this.server.logStatements(this);
	}

	/**
	 * Drop the database, once: a class of tests closes what it has last opened also when
	 * the next server is not to be had.
	 */
	@Override
	public void close() {
		if (!this.closed) {
			this.closed = true;
			this.server.drop(this);
		}
	}

}
