// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL from the binaries that the build brings.
 */
final class PostgresProcess implements ServerProcess {

	static {
		System.setProperty("ot.epg.working-dir", ServerFiles.kept("postgres").toString());
	}

	private final int port = ServerFiles.freePort();

	private final Path files = ServerFiles.create("postgres");

	private final PgBinaryResolver binaries;

	private final Map<String, String> settings;

	private @Nullable EmbeddedPostgres postgres;

	private List<ProcessHandle> processes = List.of();

	PostgresProcess(PgBinaryResolver binaries, Map<String, String> settings) {
		this.binaries = binaries;
		this.settings = settings;
	}

	@Override
	public String provision() {
		return "embedded binaries";
	}

	@Override
	public String host() {
		return "127.0.0.1";
	}

	@Override
	public int port() {
		return this.port;
	}

	@Override
	public void start() {
		stop();
		EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
			.setPgBinaryResolver(this.binaries)
			.setDataDirectory(data())
			.setCleanDataDirectory(false)
			.setPort(this.port)
			.setPGStartupWait(PATIENCE)
			.setRegisterShutdownHook(false);
		this.settings.forEach(builder::setServerConfig);
		try {
			this.postgres = builder.start();
			this.processes = Processes.read(data().resolve("postmaster.pid"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Stop the server, or let go of what is left of it if it was killed.
	 */
	@Override
	public void stop() {
		EmbeddedPostgres postgres = this.postgres;
		if (postgres != null) {
			this.postgres = null;
			try {
				postgres.close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			Processes.awaitEnd(this.processes);
		}
	}

	@Override
	public void kill() {
		Processes.kill(Processes.read(data().resolve("postmaster.pid")));
	}

	Path data() {
		return this.files.resolve("data");
	}

	@Override
	public void close() {
		stop();
		ServerFiles.delete(this.files);
	}

}
