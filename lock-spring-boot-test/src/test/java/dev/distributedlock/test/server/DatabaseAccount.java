// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

/**
 * A user of a database with a password of its own, who may read and write its tables, as
 * an application should.
 *
 * @param database the database
 * @param user the name of the user
 * @param password the password
 */
public record DatabaseAccount(TestDatabase database, String user, String password) {

	/**
	 * Create a user who may read and write the tables that there are.
	 * @param database the database
	 * @param user the name of the user, which is not in use on the server
	 * @param password the password
	 * @return the account
	 */
	public static DatabaseAccount create(TestDatabase database, String user, String password) {
		if (isPostgres(database)) {
			database.execute("CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(user, password));
			database.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO " + user);
			database.execute("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO " + user);
		}
		else {
			database.execute("CREATE USER %s@'%%' IDENTIFIED BY '%s'".formatted(user, password));
			database.execute("GRANT ALL ON %s.* TO %s@'%%'".formatted(database.name(), user));
		}
		return new DatabaseAccount(database, user, password);
	}

	/**
	 * Take its rights from the user, and drop it. PostgreSQL refuses what its sessions do
	 * from then on; the sessions of MariaDB and MySQL, which would keep their rights, are
	 * ended.
	 */
	public void drop() {
		if (isPostgres(this.database)) {
			this.database.execute("DROP OWNED BY " + this.user);
			this.database.execute("DROP ROLE " + this.user);
		}
		else {
			this.database.execute("DROP USER %s@'%%'".formatted(this.user));
			MySqlServer.endSessions(this.user, this.database);
		}
	}

	private static boolean isPostgres(TestDatabase database) {
		return database.product().platform().equals(DatabaseProduct.POSTGRESQL.platform());
	}

}
