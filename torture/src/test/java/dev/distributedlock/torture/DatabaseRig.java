// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import dev.distributedlock.test.server.DatabaseAccount;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.DatabaseServer;
import dev.distributedlock.test.server.FaultProxy;
import dev.distributedlock.test.server.FullNotificationQueue;
import dev.distributedlock.torture.history.FaultKind;

/**
 * Locks in the database that the application writes to, on a server that is killed.
 */
final class DatabaseRig extends Rig {

	private final DatabaseServer server;

	private int accounts;

	private DatabaseRig(DatabaseServer server, Tables tables, Path folder, Duration lease, long seed) {
		super(tables, folder, lease, seed);
		this.server = server;
		newAccount();
	}

	/**
	 * Start a server for the locks. The test is aborted if there is none of that kind. On
	 * MySQL and MariaDB, the triggers that write the history cost the locks another round
	 * trip, so that every other round goes without.
	 */
	static DatabaseRig start(DatabaseProduct product, DatabaseServer elsewhere, Path folder, Duration lease,
			long seed) {
		DatabaseServer server = product.startServer();
		boolean history = product == DatabaseProduct.POSTGRESQL || seed % 2 == 0;
		Tables tables = history ? Tables.create(server.createDatabase(), elsewhere.createDatabase(), true)
				: Tables.createWithoutHistory(server.createDatabase(), elsewhere.createDatabase());
		return new DatabaseRig(server, tables, folder, lease, seed);
	}

	@Override
	Set<FaultKind> faults() {
		Set<FaultKind> faults = EnumSet.of(FaultKind.PAUSE, FaultKind.KILL, FaultKind.TERMINATE, FaultKind.RESTART,
				FaultKind.CUT_REPLIES, FaultKind.BLACK_HOLE, FaultKind.LOST_REQUESTS, FaultKind.LOST_REPLIES,
				FaultKind.DELAY, FaultKind.SLOW_CLOSE, FaultKind.POOL, FaultKind.BLOCKED_ROWS, FaultKind.FORGET_ALL,
				FaultKind.FORGET_ONE, FaultKind.INTERRUPTS, FaultKind.FROZEN_COMMIT, FaultKind.GARBAGE, FaultKind.CLOCK,
				FaultKind.ROTATION);
		if (isPostgres()) {
			faults.addAll(Set.of(FaultKind.NOTIFICATIONS_FULL, FaultKind.STORE_CLOCK));
		}
		return faults;
	}

	private boolean isPostgres() {
		return this.server.product() == DatabaseProduct.POSTGRESQL;
	}

	@Override
	FaultProxy newNetwork() {
		return FaultProxy.inFrontOf(this.server.host(), this.server.port());
	}

	@Override
	List<String> properties(FaultProxy network) {
		return properties(tables().application().urlThrough(network.port()), "--distributed-lock.type=jdbc",
				"--distributed-lock.jdbc.operation-timeout=1s");
	}

	@Override
	void killServer() {
		this.server.kill();
	}

	@Override
	void startServer() {
		this.server.start();
	}

	/**
	 * Only PostgreSQL calls a trigger when a table is truncated.
	 */
	@Override
	void forgetAll() {
		tables().application().execute((isPostgres() ? "TRUNCATE " : "DELETE FROM ") + "distributed_lock");
	}

	@Override
	void forget(String lock) {
		tables().application().execute("DELETE FROM distributed_lock WHERE lock_id = '" + lock + "'");
	}

	@Override
	DatabaseAccount newAccount() {
		return tables().newAccount(++this.accounts);
	}

	@Override
	void stepClock(Duration step) {
		tables().stepClock(step);
	}

	@Override
	void awaitSteppedClock(Duration step) {
		tables().awaitSteppedClock(step);
	}

	@Override
	void withFullNotifications(Runnable meanwhile) {
		FullNotificationQueue queue = FullNotificationQueue.fill(tables().application());
		try {
			meanwhile.run();
		}
		finally {
			queue.close();
		}
	}

	@Override
	boolean isGuarded() {
		return true;
	}

	@Override
	public void close() {
		super.close();
		this.server.close();
	}

}
