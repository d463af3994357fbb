// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server for tests, whose databases have nothing in common.
 */
public abstract class DatabaseServer implements AutoCloseable {

	private final DatabaseProduct product;

	private final ServerProcess process;

	private final AtomicInteger databases = new AtomicInteger();

	DatabaseServer(DatabaseProduct product, ServerProcess process) {
		this.product = product;
		this.process = process;
	}

	/**
	 * Create an empty database.
	 * @return the database, dropped when it is closed
	 */
	public TestDatabase createDatabase() {
		String name = "test_" + this.databases.incrementAndGet();
		return createDatabase(name);
	}

	/**
	 * Return which kind of database it is.
	 * @return the product
	 */
	public DatabaseProduct product() {
		return this.product;
	}

	/**
	 * Return where the server is.
	 * @return the host
	 */
	public String host() {
		return this.process.host();
	}

	/**
	 * Return where the server is. The port stays the same.
	 * @return the port
	 */
	public int port() {
		return this.process.port();
	}

	/**
	 * Start the server again, with its data, and wait until it answers.
	 */
	public void start() {
		this.process.start();
		ServerProcess.awaitAnswer(this::version);
	}

	/**
	 * Stop the server as an administrator would, and wait until it is gone.
	 */
	public void stop() {
		this.process.stop();
	}

	/**
	 * End the server from one moment to the next, as {@code kill -9} does.
	 */
	public void kill() {
		this.process.kill();
	}

	/**
	 * Stop the server and remove its data.
	 */
	@Override
	public void close() {
		this.process.close();
	}

	final String provision() {
		return this.process.provision();
	}

	/**
	 * Return the version, as the server itself says.
	 * @return the version
	 */
	abstract String version();

	abstract TestDatabase createDatabase(String name);

	abstract void drop(TestDatabase database);

	abstract StatementLog logStatements(TestDatabase database);

	/**
	 * Return the URL of a database.
	 * @param host where the server is, or a proxy in front of it
	 * @param port where the server is, or a proxy in front of it
	 * @param database the name of the database
	 * @return the URL
	 */
	abstract String url(String host, int port, String database);

	final TestDatabase database(String name, String user, String password) {
		return new TestDatabase(this, name, user, password);
	}

}
