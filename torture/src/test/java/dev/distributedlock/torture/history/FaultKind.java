// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

/**
 * What is done to workers and servers, and what that excuses.
 */
public enum FaultKind {

	/** Nothing. */
	NONE(Excuse.NOTHING),

	/** A process is stopped for longer than its leases, and goes on. */
	PAUSE(Excuse.STANDSTILL),

	/** A process is killed, and started again. */
	KILL(Excuse.NOTHING),

	/** A process is asked to end, and started again. */
	TERMINATE(Excuse.NOTHING),

	/** The server is killed and started again with all that it has acknowledged. */
	RESTART(Excuse.NOTHING),

	/** The server is killed and started again with nothing. */
	AMNESIA(Excuse.FORGETFUL_STORE),

	/** Replies are cut off, requests are not. */
	CUT_REPLIES(Excuse.NOTHING),

	/** Nothing arrives, in both directions. */
	BLACK_HOLE(Excuse.NOTHING),

	/** Requests do not arrive, replies do. */
	LOST_REQUESTS(Excuse.NOTHING),

	/** Requests arrive, replies do not. */
	LOST_REPLIES(Excuse.NOTHING),

	/** Everything arrives late. */
	DELAY(Excuse.NOTHING),

	/** Ends of connections arrive late. */
	SLOW_CLOSE(Excuse.NOTHING),

	/** Business code has all connections of the application. */
	POOL(Excuse.NOTHING),

	/** A stranger's transaction has locked the rows of the locks. */
	BLOCKED_ROWS(Excuse.NOTHING),

	/** The store's memory is erased. */
	FORGET_ALL(Excuse.FORGETFUL_STORE),

	/** One held lock is erased. */
	FORGET_ONE(Excuse.FORGETFUL_STORE),

	/** Threads of a process are interrupted. */
	INTERRUPTS(Excuse.NOTHING),

	/** A process stands still between the check and the commit of its transactions. */
	FROZEN_COMMIT(Excuse.NOTHING),

	/** A process has a small heap, and collects garbage for seconds. */
	GARBAGE(Excuse.STANDSTILL),

	/** The wall clock of a process is off and steps. */
	CLOCK(Excuse.NOTHING),

	/** The store evicts what it should keep. */
	EVICTION(Excuse.FORGETFUL_STORE),

	/** The store's memory is full, and it evicts nothing. */
	MEMORY_FULL(Excuse.NOTHING, Failing.GRANTS),

	/** The primary is killed, and a standby with all that it acknowledged takes over. */
	PROMOTION(Excuse.NOTHING),

	/** The primary is killed, and a standby that misses the last writes takes over. */
	FAILOVER(Excuse.FORGETFUL_STORE),

	/** The standby that every commit waits for is away for a while, and comes back. */
	STANDBY_AWAY(Excuse.NOTHING),

	/** That standby is away, and then takes the place of the primary. */
	STALE_PROMOTION(Excuse.NOTHING),

	/** The standby receives nothing: a part of the two before. */
	UNREPLICATED(Excuse.NOTHING),

	/** The application gets other credentials, and those that it had end. */
	ROTATION(Excuse.NOTHING, Failing.REQUESTS),

	/** The clock of the store is set forward by more than a lease. */
	STORE_CLOCK(Excuse.NOTHING),

	/** The queue of the store's notifications is full. */
	NOTIFICATIONS_FULL(Excuse.NOTHING, Failing.NOTHING),

	/** One of several masters is gone for a while. */
	DEAD_MASTER(Excuse.NOTHING),

	/** A slot of a cluster moves to another master while its locks are used. */
	RESHARDING(Excuse.NOTHING, Failing.GRANTS),

	/** Several at the same time. */
	MIX(Excuse.NOTHING),

	/** A process noticed by itself that it stood still: a busy machine. */
	STALL(Excuse.STANDSTILL);

	private enum Excuse {

		NOTHING, STANDSTILL, FORGETFUL_STORE

	}

	/**
	 * What may fail: nothing; requests for grants; any request, if it is repeated in
	 * time; or any request, so that leases get lost.
	 */
	private enum Failing {

		NOTHING, GRANTS, REQUESTS, LEASES

	}

	private final Excuse excuse;

	private final Failing failing;

	FaultKind(Excuse excuse) {
		this(excuse, Failing.LEASES);
	}

	FaultKind(Excuse excuse, Failing failing) {
		this.excuse = excuse;
		this.failing = failing;
	}

	/**
	 * Return the kind of a fault.
	 * @param fault what was recorded
	 * @return its kind
	 */
	public static FaultKind of(Entry fault) {
		return valueOf(fault.key());
	}

	/**
	 * Return whether a process may notice nothing meanwhile. One that cannot reach the
	 * store is no such: it has a clock, and must know by itself when its lease is over.
	 * @return whether it may
	 */
	public boolean isStandstill() {
		return this.excuse == Excuse.STANDSTILL;
	}

	/**
	 * Return whether a request for a grant may fail because of it.
	 * @return whether it may
	 */
	public boolean mayFailGrants() {
		return this.failing != Failing.NOTHING;
	}

	/**
	 * Return whether a renewal or a release may fail because of it.
	 * @return whether it may
	 */
	public boolean mayFailRenewals() {
		return this.failing.compareTo(Failing.REQUESTS) >= 0;
	}

	/**
	 * Return whether a lease may get lost because of it.
	 * @return whether it may
	 */
	public boolean mayLoseLeases() {
		return this.failing == Failing.LEASES;
	}

	/**
	 * Return whether the store may grant what it has granted to somebody else.
	 * @return whether it may
	 */
	public boolean excusesDoubleGrant() {
		return this.excuse == Excuse.FORGETFUL_STORE;
	}

}
