// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Assumptions;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The pgbouncer of this machine, in transaction mode: two transactions of one client may
 * come to two sessions of the server.
 */
public final class PgBouncer implements AutoCloseable {

	private final ServerProcess process;

	private PgBouncer(ServerProcess process) {
		this.process = process;
	}

	/**
	 * Start a pgbouncer. The test is aborted if there is none.
	 * @param database the database behind it
	 * @return the pgbouncer
	 */
	public static PgBouncer inFrontOf(TestDatabase database) {
		Optional<Path> program = LocalProcess.find("pgbouncer");
		if (program.isEmpty()) {
			ServerSummary.didNotRun(ServerSummary.PGBOUNCER, "no pgbouncer on the path");
		}
		Assumptions.assumeTrue(program.isPresent(), "No pgbouncer on the path");
		PgBouncer bouncer = new PgBouncer(process(program.orElseThrow(), database));
		TestServers.closeAtEnd(bouncer);
		bouncer.process.start();
		ServerProcess.awaitAnswer(() -> new JdbcTemplate(database.dataSourceThrough(bouncer.port()))
			.queryForObject("SELECT 1", Integer.class));
		ServerSummary.ran(ServerSummary.PGBOUNCER, version(program.orElseThrow()), bouncer.process.provision());
		return bouncer;
	}

	private static ServerProcess process(Path program, TestDatabase database) {
		int port = ServerFiles.freePort();
		Path files = ServerFiles.create("pgbouncer");
		try {
			Path configuration = Files.writeString(files.resolve("pgbouncer.ini"), configuration(port, database));
			List<String> command = new ArrayList<>(List.of(program.toString(), configuration.toString()));
			if ("root".equals(System.getProperty("user.name"))) {
				command.addAll(List.of("--user", "nobody"));
			}
			return new LocalProcess("local process, transaction mode", port, files, command, Map.of());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String configuration(int port, TestDatabase database) {
		return """
				[databases]
				%1$s = host=%2$s port=%3$d user=%4$s password=%5$s
				[pgbouncer]
				listen_addr = 127.0.0.1
				listen_port = %6$d
				unix_socket_dir =
				auth_type = any
				pool_mode = transaction
				ignore_startup_parameters = extra_float_digits
				""".formatted(database.name(), database.server().host(), database.server().port(), database.user(),
				database.password(), port);
	}

	private static String version(Path program) {
		try {
			Process process = new ProcessBuilder(program.toString(), "--version").start();
			return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines()
				.findFirst()
				.orElseThrow();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return where the pgbouncer is, for {@link TestDatabase#urlThrough(int)}.
	 * @return the port
	 */
	public int port() {
		return this.process.port();
	}

	@Override
	public void close() {
		this.process.close();
	}

}
