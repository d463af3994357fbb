// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.JdbcDatabaseContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.mariadb.MariaDBContainer;
import org.testcontainers.mysql.MySQLContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * The only place that decides how a server is provided: by a container where Docker
 * works, from binaries otherwise.
 */
final class TestServers {

	private static final SharedServers<DatabaseProduct, DatabaseServer> DATABASES = new SharedServers<>(
			TestServers::start);

	private static final SharedServers<RedisProduct, RedisServer> REDIS = new SharedServers<>(TestServers::start);

	private TestServers() {
	}

	static DatabaseServer shared(DatabaseProduct product) {
		return DATABASES.get(product);
	}

	static RedisServer shared(RedisProduct product) {
		return REDIS.get(product);
	}

	static DatabaseServer start(DatabaseProduct product) {
		return switch (product) {
			case H2 -> start(product, "", new H2Server());
			case POSTGRESQL, POSTGRESQL_PREVIOUS -> start(product, PostgresServer.PORT, PostgresServer::new);
			case MARIADB, MYSQL -> start(product, MySqlServer.PORT, MySqlServer::new);
		};
	}

	private static DatabaseServer start(DatabaseProduct product, int port,
			BiFunction<DatabaseProduct, ServerProcess, DatabaseServer> constructor) {
		String whyNot = Docker.whyNot(product.image());
		ServerProcess process = whyNot.isEmpty() ? new ContainerProcess(container(product), port)
				: embedded(product, whyNot);
		return start(product, whyNot, constructor.apply(product, process));
	}

	private static DatabaseServer start(DatabaseProduct product, String whyNoContainer, DatabaseServer server) {
		closeAtEnd(server);
		server.start();
		ServerSummary.ran(product.name(), server.version(), provision(server.provision(), whyNoContainer));
		return server;
	}

	private static String provision(String provision, String whyNoContainer) {
		return whyNoContainer.isEmpty() ? provision : "%s (%s)".formatted(provision, whyNoContainer);
	}

	static RedisServer start(RedisProduct product) {
		String whyNot = (product != RedisProduct.REDIS_PREVIOUS) ? Docker.whyNot(product.image()) : "no need for one";
		return start(product, whyNot, new RedisServer(whyNot.isEmpty()
				? new ContainerProcess(container(product), RedisServer.PORT) : embedded(product, whyNot)));
	}

	/**
	 * Start a server with a clock of its own. With the allocator of those that are
	 * installed, {@code libfaketime} does not work.
	 */
	static RedisServer start(FakeClock clock) {
		Assumptions.assumeTrue(FakeClock.isInstalled(), "libfaketime is not installed");
		return start(RedisProduct.REDIS_PREVIOUS, "a clock of its own",
				new RedisServer(RedisPrograms.previousServer(ServerFiles.freePort(), clock.environment())));
	}

	private static RedisServer start(RedisProduct product, String whyNoContainer, RedisServer server) {
		closeAtEnd(server);
		server.start();
		ServerSummary.ran(product.name(), server.version(), provision(server.provision(), whyNoContainer));
		return server;
	}

	/**
	 * Close a server at the latest when this process ends.
	 * @param server the server, which may be closed twice
	 */
	static void closeAtEnd(AutoCloseable server) {
		Runtime.getRuntime().addShutdownHook(new Thread(() -> {
			try {
				server.close();
			}
			catch (Exception ex) {
				ex.printStackTrace();
			}
		}, "close-test-server"));
	}

	static boolean isInContainer(DatabaseProduct product) {
		return product != DatabaseProduct.H2 && Docker.whyNot(product.image()).isEmpty();
	}

	static boolean isInContainer(RedisProduct product) {
		return Docker.whyNot(product.image()).isEmpty();
	}

	private static ServerProcess notRun(String server, String whyNoContainer) {
		String reason = "no embedded binaries, and no container: " + whyNoContainer;
		ServerSummary.didNotRun(server, reason);
		return Assumptions.abort("No %s: %s".formatted(server, reason));
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
					.withCommand(PostgresServer.arguments(product))
					.waitingFor(Wait.forListeningPort());
			case MARIADB -> new MariaDBContainer(product.image()).withUsername(MySqlServer.SUPERUSER)
				.withPassword(MySqlServer.PASSWORD)
				.withCommand(MySqlServer.arguments());
			case MYSQL -> new MySQLContainer(product.image()).withUsername(MySqlServer.SUPERUSER)
				.withPassword(MySqlServer.PASSWORD)
				.withCommand(MySqlServer.arguments());
		};
	}

	static GenericContainer<?> container(RedisProduct product) {
		List<String> command = new ArrayList<>(List.of(product.program()));
		command.addAll(RedisPrograms.SETTINGS);
		return new GenericContainer<>(product.image()).withExposedPorts(RedisServer.PORT)
			.withCommand(command.toArray(String[]::new));
	}

	private static ServerProcess embedded(DatabaseProduct product, String whyNoContainer) {
		return switch (product) {
			case POSTGRESQL ->
				new PostgresProcess(DefaultPostgresBinaryResolver.INSTANCE, PostgresServer.settings(product));
			case POSTGRESQL_PREVIOUS -> new PostgresProcess(new PreviousPostgres(), PostgresServer.settings(product));
			case MARIADB ->
				new MariaDbProcess(MySqlServer.SUPERUSER, MySqlServer.PASSWORD, List.of(MySqlServer.arguments()));
			default -> notRun(product.name(), whyNoContainer);
		};
	}

	private static ServerProcess embedded(RedisProduct product, String whyNoContainer) {
		return switch (product) {
			case REDIS -> RedisPrograms.server(ServerFiles.freePort());
			case REDIS_PREVIOUS -> RedisPrograms.previousServer(ServerFiles.freePort(), Map.of());
			case VALKEY -> notRun(product.name(), whyNoContainer);
		};
	}

}
