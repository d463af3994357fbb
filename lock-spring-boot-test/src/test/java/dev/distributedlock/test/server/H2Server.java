// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

/**
 * H2 in the memory of this process.
 */
final class H2Server extends DatabaseServer {

	H2Server() {
		super(DatabaseProduct.H2, new ThisProcess());
	}

	@Override
	String version() {
		return database("version", "sa", "").queryForString("CALL H2VERSION()");
	}

	@Override
	TestDatabase createDatabase(String name) {
		return database(name, "sa", "");
	}

	@Override
	void drop(TestDatabase database) {
		database.execute("SHUTDOWN IMMEDIATELY");
	}

	@Override
	StatementLog logStatements(TestDatabase database) {
		return new H2StatementLog(database);
	}

	@Override
	String url(String host, int port, String database) {
		return "jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1".formatted(database);
	}

	private static final class ThisProcess implements ServerProcess {

		@Override
		public String provision() {
			return "in the process of the tests";
		}

		@Override
		public String host() {
			return "localhost";
		}

		@Override
		public int port() {
			return 0;
		}

		@Override
		public void start() {
		}

		@Override
		public void stop() {
			throw new UnsupportedOperationException();
		}

		@Override
		public void kill() {
			throw new UnsupportedOperationException();
		}

		@Override
		public void close() {
		}

	}

}
