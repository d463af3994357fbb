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
 *
 * @author The Distributed Lock authors
 */
final class PostgresPairRig extends Rig {

	/**
	 * For how long the standby receives nothing at least before it takes over.
	 */
	private static final long BEHIND_MILLIS = 500;

	private final PostgresPair pair;

	private final FaultKind fault;

	private PostgresPairRig(PostgresPair pair, FaultKind fault, TestDatabase database, DatabaseServer elsewhere,
			Path folder, Duration lease, long seed) {
		super(Tables.create(database, pair.url(database.name()), elsewhere.createDatabase(), true), folder, lease,
				seed);
		this.pair = pair;
		this.fault = fault;
	}

	static PostgresPairRig synchronous(DatabaseServer elsewhere, Path folder, Duration lease, long seed) {
		return create(PostgresPair.startSynchronous(), FaultKind.PROMOTION, elsewhere, folder, lease, seed);
	}

	static PostgresPairRig asynchronous(DatabaseServer elsewhere, Path folder, Duration lease, long seed) {
		return create(PostgresPair.startAsynchronous(), FaultKind.FAILOVER, elsewhere, folder, lease, seed);
	}

	private static PostgresPairRig create(PostgresPair pair, FaultKind fault, DatabaseServer elsewhere, Path folder,
			Duration lease, long seed) {
		return new PostgresPairRig(pair, fault, pair.primary().createDatabase(), elsewhere, folder, lease, seed);
	}

	@Override
	Set<FaultKind> faults() {
		return EnumSet.of(FaultKind.PAUSE, FaultKind.KILL, this.fault);
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
	void failOver() {
		if (this.fault == FaultKind.FAILOVER) {
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
