// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.awaitility.core.ConditionTimeoutException;

import dev.distributedlock.test.server.DatabaseServer;
import dev.distributedlock.test.server.FaultProxy;
import dev.distributedlock.test.server.PostgresPair;
import dev.distributedlock.test.server.TestDatabase;
import dev.distributedlock.torture.history.FaultKind;

/**
 * Locks in the database that the application writes to, in PostgreSQL with a standby: a
 * synchronous one, or one that takes over without the last commits. There is nothing
 * between the servers and the workers, which find out who is the primary.
 */
final class PostgresPairRig extends Rig {

	/**
	 * For how long the standby receives nothing at least before it takes over.
	 */
	private static final long BEHIND_MILLIS = 500;

	private final PostgresPair pair;

	private final Set<FaultKind> faults;

	private PostgresPairRig(PostgresPair pair, Set<FaultKind> faults, TestDatabase database, DatabaseServer elsewhere,
			Path folder, Duration lease, long seed) {
		super(Tables.create(database, pair.url(database.name()), elsewhere.createDatabase(), true), folder, lease,
				seed);
		this.pair = pair;
		this.faults = faults;
	}

	/**
	 * Start a synchronous pair. The standby takes over once in a round: in every other
	 * one it has everything that was acknowledged because it has received everything, in
	 * the others because nothing has been acknowledged since it was away.
	 */
	static PostgresPairRig synchronous(DatabaseServer elsewhere, Path folder, Duration lease, long seed) {
		FaultKind takeOver = (seed % 2 == 0) ? FaultKind.PROMOTION : FaultKind.STALE_PROMOTION;
		return create(PostgresPair.startSynchronous(), EnumSet.of(FaultKind.STANDBY_AWAY, takeOver), elsewhere, folder,
				lease, seed);
	}

	static PostgresPairRig asynchronous(DatabaseServer elsewhere, Path folder, Duration lease, long seed) {
		return create(PostgresPair.startAsynchronous(), EnumSet.of(FaultKind.FAILOVER), elsewhere, folder, lease, seed);
	}

	private static PostgresPairRig create(PostgresPair pair, Set<FaultKind> faults, DatabaseServer elsewhere,
			Path folder, Duration lease, long seed) {
		return new PostgresPairRig(pair, faults, pair.primary().createDatabase(), elsewhere, folder, lease, seed);
	}

	@Override
	Set<FaultKind> faults() {
		Set<FaultKind> faults = EnumSet.of(FaultKind.PAUSE, FaultKind.KILL);
		faults.addAll(this.faults);
		return faults;
	}

	@Override
	FaultProxy newNetwork() {
		DatabaseServer primary = this.pair.primary();
		return FaultProxy.inFrontOf(primary.host(), primary.port());
	}

	@Override
	List<String> properties(FaultProxy network) {
		return properties(tables().url(), "--distributed-lock.type=jdbc",
				"--distributed-lock.jdbc.operation-timeout=1s");
	}

	@Override
	void detachStandby() {
		this.pair.detachStandby();
	}

	@Override
	void attachStandby() {
		this.pair.attachStandby();
	}

	@Override
	void failOver() {
		if (this.faults.contains(FaultKind.FAILOVER)) {
			this.pair.detachStandby();
			long detached = System.nanoTime();
			Pause.millis(BEHIND_MILLIS);
			awaitBody(detached);
		}
		this.pair.failOver();
	}

	/**
	 * Wait a little until somebody works under a grant that will be forgotten, after
	 * others, which last for the lease time at most.
	 */
	private void awaitBody(long since) {
		try {
			Pause.until("Somebody works under a new grant", lease().multipliedBy(2),
					() -> workers().stream().anyMatch((worker) -> worker.hasLongBodySince(since)));
		}
		catch (ConditionTimeoutException ex) {
			// By chance nobody does: grants of short work are forgotten all the same.
		}
	}

	@Override
	boolean isGuarded() {
		return true;
	}

	@Override
	public void close() {
		super.close();
		this.pair.close();
	}

}
