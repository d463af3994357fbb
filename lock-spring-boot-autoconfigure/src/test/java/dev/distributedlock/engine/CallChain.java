// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockContext;
import dev.distributedlock.LockContextHolder;
import dev.distributedlock.LockInterruptedException;
import dev.distributedlock.LockLease;
import dev.distributedlock.LockLostException;
import dev.distributedlock.LockNotAcquiredException;
import dev.distributedlock.LockRegistryClosedException;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockStoreException;
import dev.distributedlock.OnLost;
import dev.distributedlock.engine.LockTransactions.Outcome;
import dev.distributedlock.engine.SimulatedTransaction.Guard;
import dev.distributedlock.store.LockId;

/**
 * A thread of a replica that takes the steps of a schedule, and what has to be true of
 * each of them.
 */
final class CallChain {

	private static final Duration WAIT_TOLERANCE = Duration.ofMillis(10);

	private static final Duration RECENTLY = Duration.ofMillis(20);

	private static final Duration PAUSE = Duration.ofMillis(300);

	private final Simulation simulation;

	private final Replica replica;

	private final SimulatedTransaction transaction;

	private final World world;

	private final Iterator<Schedule.Step> steps;

	private final Deque<LeaseHistory> scopes = new ArrayDeque<>();

	private final List<LeaseHistory> keptByTransaction = new ArrayList<>();

	private final Simulation.Chain chain;

	private boolean interruptedByOthers;

	private boolean deaf;

	private int interrupts;

	private @Nullable RuntimeException ending;

	private boolean ended;

	CallChain(World world, Simulation simulation, Replica replica, SimulatedTransaction transaction,
			List<Schedule.Step> steps) {
		this.world = world;
		this.simulation = simulation;
		this.replica = replica;
		this.transaction = transaction;
		this.steps = steps.iterator();
		this.chain = simulation.start(replica.time()::isFrozen, this::run);
	}

	boolean is(Simulation.@Nullable Chain other) {
		return this.chain == other;
	}

	boolean isEnded() {
		return this.chain.isEnded();
	}

	Replica replica() {
		return this.replica;
	}

	SimulatedTransaction transaction() {
		return this.transaction;
	}

	private void run() {
		takeSteps();
		rollBack();
		check(LockContextHolder.getContext() == null, "a context is left");
		check(TransactionLeases.isEmpty(), "leases of a transaction are left");
		check(!Thread.interrupted() || this.interruptedByOthers, "an interrupt is left");
	}

	private void takeSteps() {
		while (this.steps.hasNext()) {
			Schedule.Step step = this.steps.next();
			sleepUntil(step.at().toNanos());
			this.ended = false;
			step.action().accept(this.world);
			if (this.ended && !this.scopes.isEmpty()) {
				return;
			}
		}
	}

	private void sleepUntil(long at) {
		noteInterrupt();
		while (this.simulation.now() < at) {
			this.simulation.pause(at - this.simulation.now(), !this.deaf, () -> false);
			noteInterrupt();
		}
	}

	private void noteInterrupt() {
		if (Thread.currentThread().isInterrupted()) {
			if (!this.deaf) {
				Thread.interrupted();
				this.interrupts++;
			}
			check(this.interruptedByOthers || this.scopes.stream().anyMatch(CallChain::isInterrupting),
					"interrupted for no reason");
		}
	}

	private static boolean isInterrupting(LeaseHistory history) {
		return history.events() > 0 && history.lease().terms().onLost() == OnLost.INTERRUPT;
	}

	/**
	 * Whether the work leaves the interrupt flag alone.
	 */
	void ignoreInterrupts(boolean deaf) {
		this.deaf = deaf;
	}

	void interrupt() {
		this.interruptedByOthers |= this.chain.interrupt();
	}

	/**
	 * End the innermost scope.
	 */
	void endScope(boolean failing) {
		this.ended = true;
		this.ending = failing ? new FailedWork() : null;
	}

	void acquire(LockRequest request) {
		long begun = this.simulation.now();
		attempt(request, () -> {
			Optional<LockLease> lease = this.replica.registry().tryAcquire(request);
			check(!this.replica.isStoppedFor(PAUSE) || !this.replica.link().isHealthySince(begun),
					"waited on although the registry was stopped");
			lease.ifPresent((granted) -> checkGranted(granted, request));
			check(lease.isPresent() || !this.replica.link().isUnanswered(this.chain), "busy, as far as nobody knows");
			return lease.isPresent();
		});
	}

	private void checkGranted(LockLease lease, LockRequest request) {
		check(lease.isHeld(), "granted what is not held");
		check(this.replica.add(lease).acquisition().locks().equals(locks(request)), "granted other locks");
	}

	private static List<LockId> locks(LockRequest request) {
		return request.keys().isEmpty() ? List.of(LockId.of("", request.name(), null))
				: request.keys().stream().map((key) -> LockId.of("", request.name(), key)).toList();
	}

	void acquireAsync(LockRequest request) {
		this.replica.acquireAsync(request);
	}

	/**
	 * Acquire in a way, and check that it takes the time that it was given.
	 */
	private void attempt(LockRequest request, BooleanSupplier way) {
		long begun = this.simulation.now();
		boolean running = this.replica.registry().isRunning();
		boolean granted = tolerating(way);
		long elapsed = this.simulation.now() - begun;
		Duration waitTime = request.settings().waitTime();
		if (granted || waitTime == null || !running || !this.replica.link().isHealthySince(begun)) {
			return;
		}
		check(elapsed <= waitTime.toNanos() * 1.01 + WAIT_TOLERANCE.toNanos(), "waited for too long: " + elapsed);
		check(elapsed >= waitTime.toNanos() * 0.99, "gave up after " + elapsed);
	}

	/**
	 * Do something that may go wrong, in the ways that are documented.
	 */
	private boolean tolerating(BooleanSupplier action) {
		try {
			return action.getAsBoolean();
		}
		catch (LockInterruptedException ex) {
			check(Thread.currentThread().isInterrupted(), "the interrupt flag has not been restored");
			noteInterrupt();
		}
		catch (LockStoreException ex) {
			check(!this.replica.link().isHealthySince(this.simulation.now() - RECENTLY.toNanos()),
					"a failure of the store for no reason");
		}
		catch (LockNotAcquiredException | LockRegistryClosedException | LockLostException ex) {
			// Part of the schedule.
		}
		return true;
	}

	void execute(LockRequest request) {
		LockContext context = LockContextHolder.getContext();
		boolean inTransaction = this.transaction.isActive();
		AtomicInteger runs = new AtomicInteger();
		Scope scope = new Scope(request);
		attempt(request, () -> {
			try {
				this.replica.template().executeWithoutResult(request, (lease) -> {
					runs.incrementAndGet();
					scope.begin(lease, inTransaction);
					this.replica.workBegun();
					takeSteps();
					this.replica.workEnded();
					scope.end();
				});
				scope.returned();
			}
			catch (FailedWork ex) {
				check(ex == scope.ending, "another exception");
			}
			catch (LockLostException ex) {
				scope.failed();
			}
			catch (IllegalStateException ex) {
				check(ex.getMessage().contains("a part of the locks"), ex.getMessage());
				scope.partly = true;
			}
			return true;
		});
		check(LockContextHolder.getContext() == context, "another context than before");
		scope.close();
	}

	/**
	 * The lease that this chain has for a request.
	 */
	private @Nullable LeaseHistory heldFor(LockRequest request) {
		return Stream
			.concat(this.scopes.stream(), this.keptByTransaction.stream().filter(this.transaction::isDependent))
			.filter((history) -> !history.lease().isReleased()
					&& history.acquisition().locks().containsAll(locks(request)))
			.findFirst()
			.orElse(null);
	}

	void release(int index) {
		with(index, (history) -> {
			this.replica.release(history);
			return true;
		});
	}

	void extend(int index, Duration duration) {
		with(index, (history) -> {
			history.extend();
			history.lease().extend(duration);
			return true;
		});
	}

	void verify(int index) {
		with(index, (history) -> {
			int confirmations = history.confirmations();
			check(!history.lease().verify() || history.confirmations() > confirmations, "verified without asking");
			return true;
		});
	}

	void listen(int index) {
		with(index, (history) -> {
			if (history.lease().isReleased() == history.isReleased()) {
				AtomicInteger calls = history.newCallback();
				history.lease().onLost((lease) -> calls.incrementAndGet());
			}
			return true;
		});
	}

	void guard(int index) {
		with(index, this::guard);
	}

	private boolean guard(LeaseHistory history) {
		if (this.transaction.isActive() && !history.lease().isReleased()) {
			history.lease().guardCurrentTransaction();
			this.transaction.dependsOn(history);
		}
		return true;
	}

	private void with(int index, Predicate<LeaseHistory> action) {
		LeaseHistory history = this.replica.lease(index);
		if (history != null) {
			tolerating(() -> action.test(history));
		}
	}

	/**
	 * Begin a transaction, which the leases of the scopes guard.
	 */
	void begin() {
		if (!this.transaction.isActive()) {
			this.transaction.begin();
			this.scopes.forEach(this::guard);
		}
	}

	/**
	 * Commit the transaction, which must not be interrupted by the loss of a lease that
	 * it depends on.
	 */
	void commit(Guard guard, Duration duration, Outcome outcome) {
		noteInterrupt();
		boolean before = Thread.currentThread().isInterrupted();
		this.transaction.commit(guard, duration, outcome, () -> {
			if (!before && !this.interruptedByOthers && Thread.currentThread().isInterrupted()) {
				check(this.scopes.stream()
					.anyMatch((history) -> isInterrupting(history) && !this.transaction.isDependent(history)),
						"a commit was interrupted");
			}
		});
		this.keptByTransaction.clear();
	}

	void rollBack() {
		this.transaction.rollBack();
		this.keptByTransaction.clear();
	}

	private void check(boolean condition, String message) {
		if (!condition) {
			throw this.simulation.fail(message);
		}
	}

	private static final class FailedWork extends RuntimeException {

		FailedWork() {
			super("failed", null, false, false);
		}

	}

	/**
	 * Work under a lease.
	 */
	private final class Scope {

		private @Nullable LeaseHistory history;

		private @Nullable RuntimeException ending;

		private boolean reentered;

		private int interruptsBefore;

		private boolean partly;

		private boolean lost;

		private boolean committed;

		private boolean flagged;

		private boolean interrupting;

		private final LockRequest request;

		private final @Nullable LeaseHistory expected;

		Scope(LockRequest request) {
			this.request = request;
			this.expected = heldFor(request);
		}

		void begin(LockLease lease, boolean inTransaction) {
			this.reentered = CallChain.this.replica.knows(lease);
			check(this.reentered ? !((Lease) lease).isReleased() : lease.isHeld(), "granted what is not held");
			LeaseHistory history = CallChain.this.replica.add(lease);
			this.history = history;
			check(history.acquisition().locks().containsAll(locks(this.request)), "granted other locks");
			check(this.expected == null || this.expected == history, "another lease than the one it has");
			if (this.reentered) {
				history.raiseMinHoldTime(this.request.settings().minHoldTime());
			}
			check(LockContextHolder.requireLease() == lease, "another lease in the context");
			CallChain.this.scopes.push(history);
			this.interruptsBefore = CallChain.this.interrupts;
			if (inTransaction) {
				CallChain.this.transaction.dependsOn(history);
			}
			if (inTransaction && !this.reentered) {
				CallChain.this.keptByTransaction.add(history);
			}
		}

		void end() {
			this.flagged = Thread.currentThread().isInterrupted();
			this.lost = this.history.lease().isLost();
			this.committed = this.history.isCommitted() && this.history.events() == 0;
			this.interrupting = isInterrupting(this.history) && !this.history.lease().isReleased();
			check(!this.interrupting || this.flagged || this.reentered || this.history.isInTransaction()
					|| CallChain.this.interrupts > this.interruptsBefore, "not interrupted");
			RuntimeException ending = CallChain.this.ending;
			CallChain.this.ending = null;
			CallChain.this.ended = false;
			this.ending = ending;
			if (ending != null) {
				throw ending;
			}
		}

		void returned() {
			check(!this.lost || this.reentered || this.history.isCommitted(), "returned normally on a lost lease");
		}

		void failed() {
			LeaseHistory history = this.history;
			check(history == null || this.lost || history.isToldLost(), "failed on a lease that was not lost");
			check(!this.committed, "failed although its work had been committed before anybody noticed the loss");
		}

		void close() {
			LeaseHistory history = this.history;
			if (history == null) {
				check(this.expected == null || this.partly || this.expected.lease().isLost()
						|| this.expected.lease().isReleased(), "does not re-enter the lease it has");
				return;
			}
			CallChain.this.scopes.pop();
			if (this.flagged
					&& (!isInterrupting(history) || CallChain.this.scopes.stream().anyMatch(this::isInterrupted))) {
				check(Thread.currentThread().isInterrupted(), "an interrupt of others got lost");
			}
			if (!this.reentered) {
				history.release();
			}
			if (CallChain.this.scopes.isEmpty() && !CallChain.this.interruptedByOthers) {
				check(!Thread.interrupted(), "interrupted after the work has ended");
			}
		}

		private boolean isInterrupted(LeaseHistory outer) {
			return isInterrupting(outer) && !outer.lease().isReleased();
		}

	}

}
