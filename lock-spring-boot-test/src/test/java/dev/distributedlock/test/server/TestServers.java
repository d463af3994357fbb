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

import org.testcontainers.DockerClientFactory;

/**
 * The servers that tests talk to: one of a kind for the whole JVM, started when the first
 * test asks for it and stopped when the JVM ends. This is the only place that decides how
 * a server is provided.
 *
 * @author The Distributed Lock authors
 */
public final class TestServers {

	private TestServers() {
	}

	/**
	 * Return the PostgreSQL server.
	 * @return the server
	 */
	public static PostgresServer postgres() {
		return Postgres.SERVER;
	}

	private static boolean isDockerAvailable() {
		return Docker.AVAILABLE;
	}

	/**
	 * Make known what the tests run against. Not a log statement: nobody can turn it off.
	 */
	private static <S extends TestServer> S announce(S server) {
		System.out.println("Test server: " + server.description());
		Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop-test-server"));
		return server;
	}

	private static final class Docker {

		private static final boolean AVAILABLE = DockerClientFactory.instance().isDockerAvailable();

	}

	private static final class Postgres {

		private static final PostgresServer SERVER = announce(
				isDockerAvailable() ? PostgresServer.inContainer() : PostgresServer.fromBinaries());

	}

}
