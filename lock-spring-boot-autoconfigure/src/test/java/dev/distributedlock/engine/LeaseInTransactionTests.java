// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.distributedlock.LockContextHolder;
import dev.distributedlock.LockLease;
import dev.distributedlock.LockLostEvent;
import dev.distributedlock.LockLostException;
import dev.distributedlock.LockNotAcquiredException;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockStoreException;
import dev.distributedlock.OnLost;
import dev.distributedlock.engine.FaultyStore.Fault;
import dev.distributedlock.engine.LockTransactions.Outcome;
import dev.distributedlock.store.CommitGuard;
import dev.distributedlock.store.CommitGuard.Result;
import dev.distributedlock.store.LockId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests of what transactions and leases have to do with each other, on a virtual clock.
 */
class LeaseInTransactionTests {

	private static final LockRequest REQUEST = LockRequest.of("job", 1).leaseTime(Duration.ofSeconds(30));

	private static final LockId LOCK = LockId.of("app", "job", "1");

	private static final CommitGuard NOT_INVOLVED = (acquisition, remaining) -> Result.NOT_INVOLVED;

	private static final CommitGuard HELD = (acquisition, remaining) -> Result.HELD;

	private final VirtualTime time = new VirtualTime();

	private final FaultyStore store = new FaultyStore(this.time);

	private final List<LockLostEvent> events = new ArrayList<>();

	private final Transaction transaction = new Transaction();

	private final DefaultLockRegistry registry = registry(this.transaction);

	private final DefaultLockTemplate template = new DefaultLockTemplate(this.registry);

	private final DefaultLockRegistry other = registry(LockTransactions.NONE);

	private DefaultLockRegistry registry(LockTransactions transactions) {
		return new DefaultLockRegistry(this.store, LockRegistryOptions.of("app"), this.events::add, transactions,
				this.time.threads());
	}

	@AfterEach
	void nothingIsLeftOnTheThread() {
		assertThat(LockContextHolder.getContext()).isNull();
		assertThat(TransactionLeases.isEmpty()).isTrue();
		assertThat(Thread.interrupted()).isFalse();
	}

	private void assertFree() {
		try (LockLease lease = this.other.acquire(REQUEST)) {
			assertThat(lease.isHeld()).isTrue();
		}
	}

	private void assertBusy() {
		assertThat(this.other.tryAcquire(REQUEST)).isEmpty();
	}

	@Test
	void aLeaseThatIsTakenInsideIsKeptAndRenewedUntilTheTransactionHasCompleted() {
		this.transaction.begin();
		this.template.executeWithoutResult(REQUEST, (lease) -> {
		});
		this.time.advance(Duration.ofMinutes(2));
		assertBusy();
		this.transaction.commit(NOT_INVOLVED);
		assertFree();
	}

	@Test
	void aLeaseThatIsTakenInsideIsReleasedAfterARollback() {
		this.transaction.begin();
		this.template.executeWithoutResult(REQUEST, (lease) -> {
		});
		this.transaction.complete(Outcome.ROLLED_BACK);
		assertFree();
	}

	@Test
	void aLoopInOneTransactionDoesNotBlockItself() {
		this.transaction.begin();
		List<Long> tokens = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			this.template.executeWithoutResult(REQUEST, (lease) -> {
				assertThat(LockContextHolder.requireLease()).isSameAs(lease);
				tokens.add(lease.fencingToken());
			});
		}
		assertThat(tokens).hasSize(3).containsOnly(tokens.get(0));
		this.transaction.commit(NOT_INVOLVED);
		assertFree();
		assertThat(this.store.calls()).filteredOn("release"::equals).hasSize(2);
	}

	@Test
	void aTransactionDoesNotCommitOnALeaseThatIsLostBeforeItsScopeEnds() {
		this.transaction.begin();
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> this.template.executeWithoutResult(REQUEST, (lease) -> {
				this.time.freeze(Duration.ofMinutes(1));
				assertThatExceptionOfType(LockLostException.class)
					.isThrownBy(() -> this.transaction.prepare(NOT_INVOLVED));
			}));
		this.transaction.complete(Outcome.ROLLED_BACK);
	}

	@Test
	void aTransactionDoesNotCommitOnALeaseThatIsLostAfterItsScopeHasEnded() {
		this.transaction.begin();
		this.template.executeWithoutResult(REQUEST, (lease) -> {
		});
		this.time.freeze(Duration.ofMinutes(1));
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> this.transaction.prepare(HELD))
			.withMessageContaining("not renewed in time");
		this.transaction.complete(Outcome.ROLLED_BACK);
		assertFree();
	}

	@Test
	void aTransactionDoesNotCommitOnALeaseThatTheGuardDoesNotFind() {
		this.transaction.begin();
		this.template.executeWithoutResult(REQUEST, (lease) -> {
		});
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> this.transaction.prepare((acquisition, remaining) -> Result.NOT_HELD))
			.withMessageContaining("the store has it no more");
		this.transaction.complete(Outcome.ROLLED_BACK);
		assertThat(this.events).hasSize(1);
	}

	@Test
	void theStoreIsAskedWhereItTakesNoPartInTheTransaction() {
		this.transaction.begin();
		this.template.executeWithoutResult(REQUEST, (lease) -> {
		});
		this.store.forceRelease(LOCK);
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> this.transaction.prepare(NOT_INVOLVED));
		this.transaction.complete(Outcome.ROLLED_BACK);
	}

	@Test
	void theStoreIsAskedAlsoInDoubt() {
		this.transaction.begin();
		this.template.executeWithoutResult(REQUEST, (lease) -> {
		});
		this.store.forceRelease(LOCK);
		this.time.setWallClock(Duration.ofHours(1));
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> this.transaction.prepare(NOT_INVOLVED));
		this.transaction.complete(Outcome.ROLLED_BACK);
	}

	@Test
	void aGuardThatTakesLongerThanTheLeaseIsTooLate() {
		this.transaction.begin();
		this.template.executeWithoutResult(REQUEST, (lease) -> {
		});
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> this.transaction.prepare((acquisition, remaining) -> {
				this.time.freeze(Duration.ofMinutes(1));
				return Result.NOT_INVOLVED;
			}));
		this.transaction.complete(Outcome.ROLLED_BACK);
	}

	@Test
	void aGuardThatFailsFailsTheCommit() {
		this.transaction.begin();
		this.template.executeWithoutResult(REQUEST, (lease) -> {
		});
		assertThatExceptionOfType(LockStoreException.class)
			.isThrownBy(() -> this.transaction.prepare((acquisition, remaining) -> {
				throw new LockStoreException("guard failed", null);
			}));
		this.transaction.complete(Outcome.ROLLED_BACK);
		assertFree();
	}

	@Test
	void theResultStandsIfTheWorkWasCommittedInOneStepWithTheOwnership() {
		String result = this.template.execute(REQUEST, (lease) -> {
			this.transaction.begin();
			lease.guardCurrentTransaction();
			this.transaction.commit(HELD);
			this.time.freeze(Duration.ofMinutes(1));
			return "committed";
		});
		assertThat(result).isEqualTo("committed");
		assertThat(this.events).hasSize(1);
	}

	@Test
	void theResultDoesNotStandIfTheLossIsNoticedWhileTheWorkGoesOnAfterItsCommit() {
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> this.template.execute(REQUEST.onLost(OnLost.NOTIFY), (lease) -> {
				this.transaction.begin();
				lease.guardCurrentTransaction();
				this.transaction.commit(HELD);
				this.store.forceRelease(LOCK);
				this.time.advance(Duration.ofSeconds(15));
				return "went on without the lock";
			}));
	}

	@Test
	void theResultDoesNotStandIfTheWorkWasOnlyAskedForBeforeTheCommit() {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> this.template.execute(REQUEST, (lease) -> {
			this.transaction.begin();
			lease.guardCurrentTransaction();
			this.transaction.commit(NOT_INVOLVED);
			this.time.freeze(Duration.ofMinutes(1));
			return "committed, but when?";
		}));
	}

	@Test
	void theResultDoesNotStandIfTheWorkWasRolledBack() {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> this.template.execute(REQUEST, (lease) -> {
			this.transaction.begin();
			lease.guardCurrentTransaction();
			this.transaction.prepare(HELD);
			this.transaction.complete(Outcome.ROLLED_BACK);
			this.time.freeze(Duration.ofMinutes(1));
			return "rolled back";
		}));
	}

	@Test
	void aLeaseIsLeftToItsEndIfTheCommitMayTakeEffectYet() {
		this.template.executeWithoutResult(REQUEST, (lease) -> {
			this.transaction.begin();
			lease.guardCurrentTransaction();
			this.transaction.prepare(NOT_INVOLVED);
			this.transaction.complete(Outcome.UNKNOWN);
		});
		assertBusy();
		this.time.advance(Duration.ofSeconds(31));
		assertFree();
	}

	@Test
	void aLeaseIsReleasedIfTheDatabaseOrdersTheCommitItself() {
		this.template.executeWithoutResult(REQUEST, (lease) -> {
			this.transaction.begin();
			lease.guardCurrentTransaction();
			this.transaction.prepare(HELD);
			this.transaction.complete(Outcome.UNKNOWN);
		});
		assertFree();
	}

	@Test
	void aBareLeaseThatIsReleasedInItsTransactionIsKeptUntilThatHasCompleted() {
		LockLease lease = this.registry.acquire(REQUEST);
		this.transaction.begin();
		lease.guardCurrentTransaction();
		lease.guardCurrentTransaction();
		assertThat(this.transaction.participants).hasSize(1);
		lease.release();
		lease.release();
		assertBusy();
		this.transaction.commit(NOT_INVOLVED);
		assertFree();
		assertThatIllegalStateException().isThrownBy(lease::guardCurrentTransaction)
			.withMessageContaining("'job'")
			.withMessageContaining("has been released");
	}

	@Test
	void aBareLeaseIsNotReenteredInItsTransaction() {
		LockLease lease = this.registry.acquire(REQUEST);
		this.transaction.begin();
		lease.guardCurrentTransaction();
		assertThatExceptionOfType(LockNotAcquiredException.class)
			.isThrownBy(() -> this.template.execute(REQUEST, (never) -> "never"));
		lease.release();
		this.transaction.commit(NOT_INVOLVED);
	}

	@Test
	void withoutATransactionThereIsNothingToGuard() {
		LockLease lease = this.registry.acquire(REQUEST);
		assertThatIllegalStateException().isThrownBy(lease::guardCurrentTransaction);
		lease.release();
		assertFree();
	}

	@Test
	void aLossInterruptsNoCommitThatIsGuarded() {
		this.template.executeWithoutResult(REQUEST, (lease) -> {
			this.transaction.begin();
			lease.guardCurrentTransaction();
			this.transaction.prepare(HELD);
			this.store.fail(Fault.REQUEST_LOST, Integer.MAX_VALUE);
			this.time.advance(Duration.ofMinutes(1));
			assertThat(this.events).hasSize(1);
			assertThat(Thread.currentThread().isInterrupted()).isFalse();
			this.transaction.complete(Outcome.COMMITTED);
			assertThat(Thread.currentThread().isInterrupted()).as("the work goes on").isTrue();
			this.store.heal();
		});
	}

	@Test
	void theInterruptOfOuterWorkIsNotLostWhenInnerWorkEnds() {
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> this.template.executeWithoutResult(REQUEST, (outer) -> {
				assertThatExceptionOfType(LockLostException.class)
					.isThrownBy(() -> this.template.executeWithoutResult(LockRequest.of("inner"), (inner) -> {
						this.store.fail(Fault.REQUEST_LOST, Integer.MAX_VALUE);
						this.time.advance(Duration.ofMinutes(1));
						this.store.heal();
					}));
				assertThat(Thread.currentThread().isInterrupted()).isTrue();
			}));
		assertThat(this.events).hasSize(2);
	}

	@Test
	void reenteredWorkIsInterruptedToo() {
		this.transaction.begin();
		this.template.executeWithoutResult(REQUEST, (first) -> {
		});
		this.template.executeWithoutResult(REQUEST, (again) -> {
			this.store.fail(Fault.REQUEST_LOST, Integer.MAX_VALUE);
			this.time.advance(Duration.ofMinutes(1));
			this.store.heal();
			assertThat(Thread.currentThread().isInterrupted()).isTrue();
		});
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		this.transaction.complete(Outcome.ROLLED_BACK);
	}

	@Test
	void reenteredWorkIsWaitedForWhenTheRegistryIsStopped() {
		AtomicInteger stopped = new AtomicInteger();
		this.transaction.begin();
		this.template.executeWithoutResult(REQUEST, (first) -> {
		});
		this.template.executeWithoutResult(REQUEST, (again) -> {
			this.registry.stop(stopped::incrementAndGet);
			assertThat(stopped).hasValue(0);
		});
		assertThat(stopped).hasValue(1);
		this.transaction.complete(Outcome.ROLLED_BACK);
	}

	/**
	 * A transaction that completes when a test says so.
	 */
	private static final class Transaction implements LockTransactions {

		private final Set<Participant> participants = new LinkedHashSet<>();

		private boolean active;

		void begin() {
			this.active = true;
		}

		void prepare(CommitGuard guard) {
			this.participants.forEach((participant) -> participant.beforeCommit(guard));
		}

		void complete(Outcome outcome) {
			this.active = false;
			this.participants.forEach((participant) -> participant.afterCompletion(outcome));
			this.participants.clear();
		}

		void commit(CommitGuard guard) {
			prepare(guard);
			complete(Outcome.COMMITTED);
		}

		@Override
		public boolean isActive() {
			return this.active;
		}

		@Override
		public void acquiring(LockRequest request) {
		}

		@Override
		public boolean enlist(Participant participant) {
			if (!this.active) {
				throw new IllegalStateException("none");
			}
			return this.participants.add(participant);
		}

	}

}
