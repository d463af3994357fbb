// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockLostException;
import dev.distributedlock.LockStoreException;
import dev.distributedlock.engine.LockTransactions.Outcome;
import dev.distributedlock.engine.LockTransactions.Participant;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.CommitGuard.Result;

/**
 * The transaction of a call chain. Fails the run if it could be committed without its
 * locks.
 */
final class SimulatedTransaction {

	/**
	 * What the store has to do with the transaction.
	 */
	enum Guard {

		ATOMIC, NOT_INVOLVED, FAILING

	}

	private final Simulation simulation;

	private final StoreOracle store;

	private final LeaseHistories histories;

	private final boolean lying;

	private final Set<Participant> participants = new LinkedHashSet<>();

	private final Set<LeaseHistory> dependencies = new LinkedHashSet<>();

	private final Map<LeaseHistory, Result> answers = new HashMap<>();

	private @Nullable LeaseHistory lastAsked;

	private int confirmationsBefore;

	private boolean active;

	SimulatedTransaction(Simulation simulation, StoreOracle store, LeaseHistories histories, boolean lying) {
		this.simulation = simulation;
		this.store = store;
		this.histories = histories;
		this.lying = lying;
	}

	boolean isActive() {
		return this.active;
	}

	void begin() {
		this.active = true;
	}

	boolean enlist(Participant participant) {
		if (!this.active) {
			throw new IllegalStateException("There is no transaction");
		}
		return this.participants.add(participant);
	}

	/**
	 * From now on, the transaction has to depend on a lease.
	 */
	void dependsOn(LeaseHistory history) {
		if (this.dependencies.add(history)) {
			history.transactionBegun();
		}
	}

	boolean isDependent(LeaseHistory history) {
		return this.dependencies.contains(history);
	}

	/**
	 * Commit, if all participants agree.
	 * @param guard what the store has to do with it
	 * @param duration how long the commit takes
	 * @param outcome how it ends
	 * @param whenCommitted what to check at the end of the commit
	 */
	void commit(Guard guard, Duration duration, Outcome outcome, Runnable whenCommitted) {
		if (!this.active) {
			return;
		}
		if (prepare(guard)) {
			if (!duration.isZero()) {
				this.simulation.pause(duration.toNanos(), false, () -> false);
			}
			checkCommitted();
			whenCommitted.run();
			complete(outcome);
		}
		else {
			complete(Outcome.ROLLED_BACK);
		}
	}

	void rollBack() {
		if (this.active) {
			complete(Outcome.ROLLED_BACK);
		}
	}

	private boolean prepare(Guard guard) {
		try {
			for (Participant participant : List.copyOf(this.participants)) {
				participant.beforeCommit((acquisition, remaining) -> check(guard, acquisition, remaining));
				checkNotLost();
			}
		}
		catch (LockLostException | LockStoreException ex) {
			return false;
		}
		for (LeaseHistory history : this.dependencies) {
			if (!this.answers.containsKey(history)) {
				throw this.simulation.fail("A transaction commits without being asked for a lease it depends on");
			}
		}
		return true;
	}

	private void checkNotLost() {
		LeaseHistory history = this.lastAsked;
		if (history == null) {
			return;
		}
		if (history.isToldLost() || history.lease().isLost()) {
			throw this.simulation.fail("A transaction commits on a lost lease: " + history.lease());
		}
		if (this.answers.get(history) == Result.NOT_INVOLVED && history.confirmations() == this.confirmationsBefore) {
			throw this.simulation.fail("A transaction commits without asking the store: " + history.lease());
		}
	}

	private Result check(Guard guard, Acquisition acquisition, Duration remaining) {
		Result result = answer(guard, acquisition);
		LeaseHistory history = this.histories.of(acquisition);
		if (result == Result.NOT_HELD) {
			history.toldLost();
		}
		this.answers.put(history, result);
		this.lastAsked = history;
		this.confirmationsBefore = history.confirmations();
		return result;
	}

	private Result answer(Guard guard, Acquisition acquisition) {
		return switch (guard) {
			case ATOMIC -> (this.store.pin(acquisition) || this.lying) ? Result.HELD : Result.NOT_HELD;
			case NOT_INVOLVED -> Result.NOT_INVOLVED;
			case FAILING -> throw new LockStoreException("The guard failed", null);
		};
	}

	private void checkCommitted() {
		this.answers.forEach((history, result) -> {
			if (result != Result.NOT_INVOLVED && !this.store.isPinnedBy(history.acquisition())) {
				throw this.simulation.fail("A transaction was committed although the guard had not found its lock");
			}
		});
	}

	private void complete(Outcome outcome) {
		for (LeaseHistory history : this.dependencies) {
			Lease lease = history.lease();
			if (lease != null && (lease.isHeld() || lease.isReleased()) && !history.isDisturbed()
					&& !this.store.holds(history.acquisition()) && !this.store.isPinnedBy(history.acquisition())) {
				throw this.simulation.fail("A lease was released before its transaction had completed: " + lease);
			}
		}
		this.answers.forEach((history, result) -> {
			if (result == Result.HELD) {
				this.store.unpin(history.acquisition());
			}
		});
		this.active = false;
		List<Participant> completed = new ArrayList<>(this.participants);
		this.participants.clear();
		completed.forEach((participant) -> participant.afterCompletion(outcome));
		this.dependencies.forEach((history) -> {
			boolean atomic = this.answers.get(history) == Result.HELD;
			history.transactionCompleted(atomic && outcome == Outcome.COMMITTED, !atomic && outcome == Outcome.UNKNOWN);
		});
		this.dependencies.clear();
		this.answers.clear();
	}

}
