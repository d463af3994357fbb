// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.FileSystemUtils;

/**
 * PostgreSQL from the binaries that the build brings, as durable as it is by default.
 */
public final class PostgresServer implements Database, Server {

	private final Path files = Files.createTempDirectory("benchmark-postgres");

	private final EmbeddedPostgres postgres;

	private final HikariDataSource administration;

	private final JdbcTemplate template;

	public PostgresServer() throws IOException {
		this.postgres = EmbeddedPostgres.builder()
			.setDataDirectory(this.files.resolve("data"))
			.setPGStartupWait(Duration.ofMinutes(1))
			.setServerConfig("fsync", "on")
			.setServerConfig("full_page_writes", "on")
			.setServerConfig("synchronous_commit", "on")
			.setServerConfig("max_connections", "300")
			.setServerConfig("shared_buffers", "256MB")
			.setServerConfig("shared_preload_libraries", "pg_stat_statements")
			.start();
		this.administration = pool(1);
		this.template = new JdbcTemplate(this.administration);
		this.template.execute("CREATE EXTENSION pg_stat_statements");
		createTables();
	}

	@Override
	public String url() {
		return this.postgres.getJdbcUrl("postgres", "postgres");
	}

	@Override
	public String username() {
		return "postgres";
	}

	@Override
	public String version() {
		return "PostgreSQL " + this.template.queryForObject("SHOW server_version", String.class);
	}

	@Override
	public String floorUpsert() {
		return """
				INSERT INTO floor (lock_key, owner, expires_at) VALUES (?, ?, now() + INTERVAL '30 seconds')
				ON CONFLICT (lock_key) DO UPDATE SET owner = excluded.owner, expires_at = excluded.expires_at
				WHERE floor.expires_at <= now()""";
	}

	/**
	 * Let commits wait for the disk, or not.
	 * @param value the value of {@code synchronous_commit}
	 */
	public void synchronousCommit(boolean value) {
		this.template.execute("ALTER SYSTEM SET synchronous_commit = " + (value ? "on" : "off"));
		this.template.execute("SELECT pg_reload_conf()");
	}

	/**
	 * Return this database for connections that count their {@link NetworkTurns}.
	 * @return the database
	 */
	public Database countingTurns() {
		return new CountingTurns(this);
	}

	/**
	 * Run SQL.
	 * @param sql the statement
	 */
	public void execute(String sql) {
		this.template.execute(sql);
	}

	/**
	 * Statements count, and so do {@code BEGIN} and {@code COMMIT}.
	 */
	@Override
	public RequestCounter countRequests() {
		execute("SELECT pg_stat_statements_reset()");
		return () -> {
			Long calls = this.template.queryForObject("SELECT coalesce(sum(calls), 0) FROM pg_stat_statements"
					+ " WHERE query NOT LIKE '%pg_stat_statements%'", Long.class);
			return new Requests(calls, calls);
		};
	}

	@Override
	public Duration cpuTime() {
		try {
			String pid = Files.readAllLines(this.files.resolve("data").resolve("postmaster.pid")).get(0);
			return Processes.cpuTime(Long.parseLong(pid.trim()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.administration.close();
		try {
			this.postgres.close();
			FileSystemUtils.deleteRecursively(this.files);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The same database by another URL.
	 *
	 * @param server the server
	 */
	private record CountingTurns(PostgresServer server) implements Database {

		@Override
		public String url() {
			return this.server.url() + "&socketFactory=" + NetworkTurns.class.getName();
		}

		@Override
		public String username() {
			return this.server.username();
		}

		@Override
		public String version() {
			return this.server.version();
		}

		@Override
		public String floorUpsert() {
			return this.server.floorUpsert();
		}

		@Override
		public void close() {
		}

	}

}
