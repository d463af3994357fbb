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

/**
 * H2 in the memory of this process.
 *
 * @author The Distributed Lock authors
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
