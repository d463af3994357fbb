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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * A PostgreSQL server that logs into files which SQL can read, however it is provided.
 *
 * @author The Distributed Lock authors
 */
public final class PostgresServer implements TestServer {

	/**
	 * The default of the binaries that the build brings, so that both ways are the same.
	 */
	private static final String IMAGE = "postgres:17-alpine";

	private static final String SUPERUSER = "postgres";

	/**
	 * A commit is in the write-ahead log when it is acknowledged, so that killing the
	 * server loses nothing. That it would survive the machine is of no use to a test.
	 */
	private static final Map<String, String> SETTINGS = Map.of("fsync", "off", "synchronous_commit", "on",
			"full_page_writes", "off", "max_connections", "200", "logging_collector", "on", "log_destination", "stderr",
			"log_filename", "server.log", "log_rotation_age", "0", "log_rotation_size", "0", "log_line_prefix",
			StatementLog.LINE_PREFIX);

	private final String provision;

	private final BiFunction<String, String, String> url;

	private final String password;

	private final Runnable stop;

	private final String version;

	private PostgresServer(String provision, BiFunction<String, String, String> url, String password, Runnable stop) {
		this.provision = provision;
		this.url = url;
		this.password = password;
		this.stop = stop;
		this.version = maintenance().queryForString("SHOW server_version");
	}

	static PostgresServer inContainer() {
		PostgreSQLContainer container = new PostgreSQLContainer(IMAGE).withUsername(SUPERUSER).withPassword(SUPERUSER);
		container.withCommand(command());
		container.start();
		return new PostgresServer("container " + IMAGE,
				(database, user) -> "jdbc:postgresql://%s:%d/%s".formatted(container.getHost(),
						container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT), database),
				SUPERUSER, container::stop);
	}

	private static String[] command() {
		StringBuilder command = new StringBuilder("postgres");
		SETTINGS.forEach((name, value) -> command.append("\n-c\n").append(name).append('=').append(value));
		return command.toString().split("\n");
	}

	static PostgresServer fromBinaries() {
		EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
		SETTINGS.forEach(builder::setServerConfig);
		try {
			EmbeddedPostgres postgres = builder.start();
			return new PostgresServer("embedded binaries", (database, user) -> postgres.getJdbcUrl(user, database),
					SUPERUSER, () -> close(postgres));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void close(EmbeddedPostgres postgres) {
		try {
			postgres.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Create an empty database.
	 * @return the database, dropped when it is closed
	 */
	public PostgresDatabase createDatabase() {
		String name = "test_" + UUID.randomUUID().toString().replace("-", "");
		maintenance().execute("CREATE DATABASE " + name);
		return database(name);
	}

	PostgresDatabase maintenance() {
		return database("postgres");
	}

	private PostgresDatabase database(String name) {
		return new PostgresDatabase(this, name, this.url.apply(name, SUPERUSER), SUPERUSER, this.password);
	}

	@Override
	public String description() {
		return "PostgreSQL " + this.version + " (" + this.provision + ")";
	}

	@Override
	public void close() {
		this.stop.run();
	}

}
