// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import org.junit.jupiter.api.Assumptions;

/**
 * A kind of database to test with.
 */
public enum DatabaseProduct {

	/**
	 * H2, in the memory of this process.
	 */
	H2("h2", ""),

	/**
	 * The current major of PostgreSQL.
	 */
	POSTGRESQL("postgresql", "postgres:18"),

	/**
	 * An older major of PostgreSQL that is still maintained.
	 */
	POSTGRESQL_PREVIOUS("postgresql", "postgres:15"),

	/**
	 * MariaDB.
	 */
	MARIADB("mariadb", "mariadb:10.11"),

	/**
	 * MySQL.
	 */
	MYSQL("mysql", "mysql:9.7");

	private final String platform;

	private final String image;

	DatabaseProduct(String platform, String image) {
		this.platform = platform;
		this.image = image;
	}

	/**
	 * Return the name of the product in the names of schema scripts, which is the one of
	 * Spring Boot's {@code DatabaseDriver}.
	 * @return the platform
	 */
	public String platform() {
		return this.platform;
	}

	/**
	 * Return the image of a container with the product.
	 * @return the image, empty if there is none
	 */
	String image() {
		return this.image;
	}

	/**
	 * Abort the test if there is no server of this kind.
	 */
	public void assumeAvailable() {
		TestServers.shared(this);
	}

	/**
	 * Create an empty database on the only server of this kind that all tests share. The
	 * test is aborted if there is no such server.
	 * @return the database, dropped when it is closed
	 */
	public TestDatabase createDatabase() {
		return TestServers.shared(this).createDatabase();
	}

	/**
	 * Create a database on the shared server, with the table of the locks.
	 * @return the database, dropped when it is closed
	 */
	public TestDatabase createLockDatabase() {
		return createDatabase().runScript("dev/distributedlock/store/jdbc/schema-%s.sql".formatted(this.platform));
	}

	/**
	 * Start a server of one's own, which may be stopped, killed and started again. The
	 * test is aborted if there is no such server.
	 * @return the server, removed when it is closed
	 */
	public DatabaseServer startServer() {
		Assumptions.assumeTrue(this != H2, "H2 runs in the process of the test, and is no server to stop");
		return TestServers.start(this);
	}

}
