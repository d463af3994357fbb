// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;

/**
 * A PostgreSQL primary and a standby: a synchronous one, which has everything that the
 * primary has acknowledged, or an asynchronous one, which may miss the last commits.
 * Embedded binaries.
 */
public final class PostgresPair implements AutoCloseable {

	private final PostgresProcess primaryProcess = process();

	private final PostgresProcess standbyProcess = process();

	private final PostgresServer primary = new PostgresServer(DatabaseProduct.POSTGRESQL, this.primaryProcess);

	private final PostgresServer standby = new PostgresServer(DatabaseProduct.POSTGRESQL, this.standbyProcess);

	/**
	 * How the primary should see the standby.
	 */
	private String state = "async";

	private PostgresPair() {
	}

	private static PostgresProcess process() {
		return new PostgresProcess(DefaultPostgresBinaryResolver.INSTANCE,
				PostgresServer.settings(DatabaseProduct.POSTGRESQL));
	}

	/**
	 * Start both, and wait until the primary waits for the standby.
	 * @return the servers, removed when they are closed
	 */
	public static PostgresPair startSynchronous() {
		PostgresPair pair = startAsynchronous();
		pair.requireStandby("*");
		pair.state = "sync";
		pair.awaitStandby();
		return pair;
	}

	/**
	 * Let commits at the primary wait for a standby that does not exist.
	 */
	public void requireMissingStandby() {
		requireStandby("missing");
		ServerProcess.awaitTrue(this::isWaitingForStandby);
	}

	/**
	 * Let commits at the primary wait for no standby.
	 */
	public void requireNoStandby() {
		requireStandby("");
	}

	private void requireStandby(String name) {
		onPrimary().execute("ALTER SYSTEM SET synchronous_standby_names = '%s'".formatted(name));
		onPrimary().execute("SELECT pg_reload_conf()");
		ServerProcess.awaitTrue(() -> onPrimary().queryForString("SHOW synchronous_standby_names").equals(name));
	}

	/**
	 * The setting takes effect when another process of the server has read it, too.
	 */
	private boolean isWaitingForStandby() {
		try (Connection connection = onPrimary().dataSource().getConnection();
				Statement statement = connection.createStatement()) {
			statement.setQueryTimeout(1);
			statement.execute("SELECT pg_logical_emit_message(true, '', '')");
			return statement.getWarnings() != null;
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Start both, and wait until the standby receives what the primary does.
	 * @return the servers, removed when they are closed
	 */
	public static PostgresPair startAsynchronous() {
		PostgresPair pair = new PostgresPair();
		TestServers.closeAtEnd(pair);
		pair.primary.start();
		pair.copy();
		pair.standby.start();
		pair.awaitStandby();
		return pair;
	}

	private void awaitStandby() {
		ServerProcess.awaitTrue(() -> onPrimary()
			.queryForString("SELECT max(sync_state) FROM pg_stat_replication WHERE state = 'streaming'")
			.equals(this.state));
	}

	private TestDatabase onPrimary() {
		return maintenance(this.primary);
	}

	private TestDatabase onStandby() {
		return maintenance(this.standby);
	}

	private static TestDatabase maintenance(PostgresServer server) {
		return server.database("postgres", PostgresServer.SUPERUSER, PostgresServer.PASSWORD);
	}

	private void copy() {
		try (Connection connection = onPrimary().dataSource().getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute("SELECT pg_backup_start('standby', true)");
			copyFiles();
			try (ResultSet stopped = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
				stopped.next();
				Files.writeString(data().resolve("backup_label"), stopped.getString(1));
			}
			Files.createFile(data().resolve("standby.signal"));
			Files.writeString(data().resolve("postgresql.auto.conf"),
					"primary_conninfo = %s%nwal_retrieve_retry_interval = '100ms'%n".formatted(connection()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private String connection() {
		return "'host=127.0.0.1 port=%d user=%s'".formatted(this.primary.port(), PostgresServer.SUPERUSER);
	}

	private Path data() {
		return this.standbyProcess.data();
	}

	private void copyFiles() throws IOException {
		Process copy = new ProcessBuilder("cp", "-a", this.primaryProcess.data().toString(), data().toString())
			.redirectErrorStream(true)
			.start();
		try {
			copy.getInputStream().transferTo(System.out);
			copy.waitFor();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		Files.deleteIfExists(data().resolve("postmaster.pid"));
		Files.deleteIfExists(data().resolve("postmaster.opts"));
	}

	/**
	 * Return the server that is the primary at first.
	 * @return the server
	 */
	public DatabaseServer primary() {
		return this.primary;
	}

	/**
	 * Return the URL of a database on whichever server is the primary.
	 * @param database the name of the database
	 * @return the URL
	 */
	public String url(String database) {
		return "jdbc:postgresql://%s:%d,%s:%d/%s?targetServerType=primary".formatted(this.primary.host(),
				this.primary.port(), this.standby.host(), this.standby.port(), database);
	}

	/**
	 * Let the standby have everything that the primary has acknowledged up to this call,
	 * and nothing that it commits after it. If the standby is synchronous, all commits
	 * wait from now on.
	 */
	public void detachStandby() {
		String acknowledged = onPrimary().queryForString("SELECT pg_current_wal_insert_lsn()");
		ServerProcess.awaitTrue(
				() -> onStandby().queryForString("SELECT pg_last_wal_receive_lsn() >= '%s'".formatted(acknowledged))
					.equals("t"));
		connectStandby("''");
		ServerProcess
			.awaitTrue(() -> onStandby().queryForString("SELECT count(*) FROM pg_stat_wal_receiver").equals("0"));
	}

	/**
	 * Let the standby receive everything again that it has missed, and wait until it
	 * does.
	 */
	public void attachStandby() {
		connectStandby(connection());
		awaitStandby();
	}

	private void connectStandby(String connection) {
		onStandby().execute("ALTER SYSTEM SET primary_conninfo = " + connection);
		onStandby().execute("SELECT pg_reload_conf()");
	}

	/**
	 * Kill the primary, and let the standby take its place.
	 */
	public void failOver() {
		this.primary.kill();
		promoteStandby();
	}

	/**
	 * Let the standby become a primary, beside the other one.
	 */
	public void promoteStandby() {
		onStandby().execute("SELECT pg_promote()");
		ServerProcess.awaitTrue(() -> onStandby().queryForString("SELECT pg_is_in_recovery()").equals("f"));
	}

	/**
	 * Return the server that is the standby at first.
	 * @return the server
	 */
	public DatabaseServer standby() {
		return this.standby;
	}

	@Override
	public void close() {
		this.standby.close();
		this.primary.close();
	}

}
