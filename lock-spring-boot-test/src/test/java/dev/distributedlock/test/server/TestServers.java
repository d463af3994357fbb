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

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.containers.JdbcDatabaseContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.mariadb.MariaDBContainer;
import org.testcontainers.mysql.MySQLContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * The only place that decides how a server is provided: by a container where Docker
 * works, from binaries otherwise.
 *
 * @author The Distributed Lock authors
 */
final class TestServers {

	private static final Map<DatabaseProduct, Supplier<DatabaseServer>> SHARED = new EnumMap<>(DatabaseProduct.class);

	private TestServers() {
	}

	/**
	 * Return the server that all tests of this process share.
	 * @param product which kind of database
	 * @return the server
	 */
	static DatabaseServer shared(DatabaseProduct product) {
		synchronized (SHARED) {
			return SHARED.computeIfAbsent(product, TestServers::share).get();
		}
	}

	private static Supplier<DatabaseServer> share(DatabaseProduct product) {
		try {
			DatabaseServer server = start(product);
			return () -> server;
		}
		catch (RuntimeException ex) {
			return () -> {
				throw ex;
			};
		}
	}

	static DatabaseServer start(DatabaseProduct product) {
		DatabaseServer server = create(product);
		Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop-test-server"));
		server.start();
		System.out.println("Test server: " + server.description());
		return server;
	}

	private static DatabaseServer create(DatabaseProduct product) {
		return switch (product) {
			case H2 -> new H2Server();
			case POSTGRESQL, POSTGRESQL_PREVIOUS -> new PostgresServer(product, process(product, PostgresServer.PORT));
			case MARIADB, MYSQL -> new MySqlServer(product, process(product, MySqlServer.PORT));
		};
	}

	private static ServerProcess process(DatabaseProduct product, int port) {
		String whyNot = Docker.whyNot(product.image());
		return whyNot.isEmpty() ? new ContainerProcess(container(product), port) : embedded(product, whyNot);
	}

	/**
	 * Return a container that does not run yet. Testcontainers looks for the readiness of
	 * PostgreSQL in its output, which is in a file here.
	 * @param product which kind of database
	 * @return the container
	 */
	static JdbcDatabaseContainer<?> container(DatabaseProduct product) {
		return switch (product) {
			case H2 -> throw new IllegalArgumentException("No container with H2");
			case POSTGRESQL, POSTGRESQL_PREVIOUS ->
				new PostgreSQLContainer(product.image()).withUsername(PostgresServer.SUPERUSER)
					.withPassword(PostgresServer.PASSWORD)
					.withCommand(PostgresServer.arguments())
					.waitingFor(Wait.forListeningPort());
			case MARIADB -> new MariaDBContainer(product.image()).withUsername(MySqlServer.SUPERUSER)
				.withPassword(MySqlServer.PASSWORD)
				.withCommand(MySqlServer.arguments());
			case MYSQL -> new MySQLContainer(product.image()).withUsername(MySqlServer.SUPERUSER)
				.withPassword(MySqlServer.PASSWORD)
				.withCommand(MySqlServer.arguments());
		};
	}

	private static ServerProcess embedded(DatabaseProduct product, String whyNoContainer) {
		return switch (product) {
			case POSTGRESQL -> new PostgresProcess(DefaultPostgresBinaryResolver.INSTANCE, PostgresServer.SETTINGS);
			case POSTGRESQL_PREVIOUS -> new PostgresProcess(new PreviousPostgres(), PostgresServer.SETTINGS);
			case MARIADB ->
				new MariaDbProcess(MySqlServer.SUPERUSER, MySqlServer.PASSWORD, List.of(MySqlServer.arguments()));
			default -> Assumptions.abort("No embedded %s, and no container: %s".formatted(product, whyNoContainer));
		};
	}

}
