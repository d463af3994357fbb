// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import dev.distributedlock.LockInterruptedException;
import dev.distributedlock.LockLease;
import dev.distributedlock.LockLostEvent;
import dev.distributedlock.LockLostException;
import dev.distributedlock.LockNotAcquiredException;
import dev.distributedlock.LockRegistryClosedException;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockSettings;
import dev.distributedlock.LockStoreException;
import dev.distributedlock.engine.FaultyStore.Fault;
import dev.distributedlock.store.LockId;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link DefaultLockRegistry} on a virtual clock.
 */
@ExtendWith(OutputCaptureExtension.class)
class DefaultLockRegistryTests {

	private static final LockRequest REQUEST = LockRequest.of("job", 1).leaseTime(Duration.ofSeconds(30));

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final VirtualTime time = new VirtualTime();

	private final FaultyStore store = new FaultyStore(this.time);

	private final List<LockLostEvent> events = new ArrayList<>();

	private final DefaultLockRegistry registry = registry(Map.of());

	private final DefaultLockRegistry other = registry(Map.of());

	private DefaultLockRegistry registry(Map<String, LockSettings> locks) {
		LockRegistryOptions options = new LockRegistryOptions("app", "tests", LockSettings.NONE, locks,
				Duration.ofHours(1), 1);
		return new DefaultLockRegistry(this.store, options, this.events::add, LockTransactions.NONE,
				this.time.threads());
	}

	@AfterEach
	void clearInterrupt() {
		Thread.interrupted();
	}

	@Test
	void aBusyLockNamesItsHolder() {
		this.registry.acquire(REQUEST);
		this.time.advance(SECOND);
		assertThat(this.other.tryAcquire(REQUEST)).isEmpty();
		assertThatExceptionOfType(LockNotAcquiredException.class).isThrownBy(() -> this.other.acquire(REQUEST))
			.withMessage("Lock 'job' [1] is busy")
			.satisfies((ex) -> assertThat(ex.getHolder()).hasValueSatisfying((holder) -> {
				assertThat(holder.owner()).isEqualTo("tests");
				assertThat(holder.heldFor()).isEqualTo(SECOND);
				assertThat(holder.remaining()).isEqualTo(Duration.ofSeconds(29));
			}));
	}

	@Test
	void theHolderIsAskedForWhereTheRefusalDoesNotTell() {
		this.store.hideHolders();
		this.registry.acquire(REQUEST);
		assertThatExceptionOfType(LockNotAcquiredException.class).isThrownBy(() -> this.other.acquire(REQUEST))
			.satisfies((ex) -> assertThat(ex.getHolder())
				.hasValueSatisfying((holder) -> assertThat(holder.owner()).isEqualTo("tests")));
	}

	@Test
	void aRenewalOnItsWayIsNotSentAgainAndTheNextOneFollows() {
		Queue<Runnable> renewals = new ArrayDeque<>();
		DefaultLockRegistry slow = new DefaultLockRegistry(this.store, LockRegistryOptions.of("app"), this.events::add,
				LockTransactions.NONE, this.time.threads(renewals::add));
		LockLease lease = slow.acquire(REQUEST);
		this.time.advance(Duration.ofSeconds(25));
		assertThat(renewals).hasSize(1);
		renewals.remove().run();
		assertThat(lease.remaining()).as("counted from when it was sent").isLessThan(Duration.ofSeconds(15));
		this.time.advance(SECOND);
		assertThat(renewals).hasSize(1);
		renewals.remove().run();
		assertThat(lease.remaining()).isGreaterThan(Duration.ofSeconds(28));
		this.time.advance(Duration.ofSeconds(31));
		assertThat(lease.isHeld()).as("a renewal that hangs does not hide the deadline").isFalse();
		assertThat(this.events).hasSize(1);
	}

	/**
	 * A request for it may take a fraction of a second only.
	 */
	@Test
	void aShortLeaseIsRenewedApartFromLongOnes() {
		this.registry.acquire(LockRequest.of("a").leaseTime(Duration.ofSeconds(30)));
		this.registry.acquire(LockRequest.of("b").leaseTime(Duration.ofSeconds(30)));
		this.registry.acquire(LockRequest.of("short").leaseTime(Duration.ofMillis(900)));
		this.store.calls().clear();
		this.time.advance(Duration.ofMinutes(10));
		assertThat(this.store.calls()).contains("renew 1", "renew 2").doesNotContain("renew 3");
		assertThat(this.events).isEmpty();
	}

	@Test
	void leasesThatAreSoonDueAreRenewedWithThoseThatAre() {
		for (int i = 0; i < 100; i++) {
			this.registry.acquire(LockRequest.of("job", i).leaseTime(Duration.ofSeconds(30)));
			this.time.advance(Duration.ofMillis(100));
		}
		this.store.calls().clear();
		this.time.advance(Duration.ofMinutes(10));
		assertThat(this.store.calls()).as("renewals").hasSizeLessThan(5 * 75);
		assertThat(this.events).isEmpty();
	}

	@Test
	void aShortLeaseIsTrustedForNineTenths() {
		LockLease lease = this.registry.acquire(REQUEST.leaseTime(Duration.ofMillis(100)).renew(false));
		assertThat(lease.remaining()).isEqualTo(Duration.ofMillis(90));
	}

	@Test
	void aLeaseIsRenewedAtAThirdOfItsTimeUntilItIsReleased() {
		LockLease lease = this.registry.acquire(REQUEST);
		this.time.advance(Duration.ofSeconds(95));
		assertThat(lease.isHeld()).isTrue();
		assertThat(this.store.calls()).filteredOn("renew 1"::equals).hasSize(9);
		assertThat(this.other.tryAcquire(REQUEST)).isEmpty();
		lease.release();
		this.time.advance(Duration.ofSeconds(60));
		assertThat(this.store.calls()).filteredOn("renew 1"::equals).hasSize(9);
		assertThat(this.other.tryAcquire(REQUEST)).isPresent();
	}

	@Test
	void leasesAreRenewedInOneRequest() {
		for (int i = 0; i < 1500; i++) {
			this.registry.acquire(REQUEST.keys(List.of(i)));
		}
		this.store.calls().clear();
		this.time.advance(Duration.ofSeconds(15));
		assertThat(this.store.calls()).containsExactly("renew 1000", "renew 500");
	}

	@Test
	void leasesOfAnyLengthAreRenewed() {
		LockLease lease = this.registry.acquire(REQUEST.leaseTime(Duration.ofDays(30)));
		this.time.advance(Duration.ofDays(100));
		assertThat(lease.isHeld()).isTrue();
	}

	@Test
	void timersDoNotPileUp() {
		this.registry.acquire(REQUEST);
		for (int i = 0; i < 100; i++) {
			this.registry.acquire(REQUEST.keys(List.of("short " + i)).leaseTime(Duration.ofMillis(3000 - 20 * i)))
				.release();
		}
		this.time.advance(Duration.ofMinutes(5));
		assertThat(this.time.pending()).isLessThan(5);
	}

	@Test
	void aLeaseWithoutRenewalEndsByItself() {
		LockLease lease = this.registry.acquire(REQUEST.renew(false));
		this.time.advance(Duration.ofSeconds(31));
		assertThat(lease.isHeld()).isFalse();
		assertThat(this.events).singleElement().satisfies((event) -> assertThat(event.lease()).isSameAs(lease));
		assertThat(this.other.tryAcquire(REQUEST)).isPresent();
	}

	@Test
	void aFailedRenewalIsTriedAgain() {
		LockLease lease = this.registry.acquire(REQUEST);
		this.store.fail(Fault.REQUEST_LOST, 5);
		this.time.advance(Duration.ofMinutes(5));
		assertThat(lease.isHeld()).isTrue();
		assertThat(this.events).isEmpty();
	}

	@Test
	void theHolderNoticesTheLossBeforeTheStoreFreesTheLock() {
		LockLease lease = this.registry.acquire(REQUEST);
		List<LockLease> told = new ArrayList<>();
		lease.onLost(told::add);
		this.store.fail(Fault.REQUEST_LOST, Integer.MAX_VALUE);
		this.time.advance(Duration.ofMillis(29_600));
		assertThat(lease.isHeld()).isTrue();
		this.time.advance(Duration.ofMillis(200));
		assertThat(lease.isHeld()).isFalse();
		assertThat(lease.remaining()).isZero();
		assertThat(told).containsExactly(lease);
		assertThat(this.events).hasSize(1);
		this.store.heal();
		assertThat(this.other.tryAcquire(REQUEST)).as("the store still has the lease").isEmpty();
		lease.onLost(told::add);
		assertThat(told).containsExactly(lease, lease);
	}

	@Test
	void aLeaseIsNeverHeldAfterItsDeadlineEvenIfNobodyLooks() {
		LockLease lease = this.registry.acquire(REQUEST);
		this.time.freeze(Duration.ofSeconds(31));
		assertThat(lease.isHeld()).isFalse();
		LockLease successor = this.other.acquire(REQUEST);
		this.time.advance(SECOND);
		assertThat(lease.isHeld()).as("a late renewal does not revive it").isFalse();
		assertThat(this.events).singleElement().satisfies((event) -> assertThat(event.lease()).isSameAs(lease));
		lease.release();
		assertThat(successor.verify()).as("a stale release leaves the successor alone").isTrue();
		assertThat(successor.fencingToken()).isGreaterThan(lease.fencingToken());
	}

	@Test
	void aRenewalWhoseReplyWasLostIsCountedFromItsRepetition() {
		LockLease lease = this.registry.acquire(REQUEST);
		this.store.fail(Fault.REPLY_LOST, 3);
		this.time.advance(Duration.ofSeconds(40));
		assertThat(lease.isHeld()).isTrue();
	}

	@Test
	void whatTheStoreHasNoMoreIsLostAtTheNextRenewal() {
		LockLease lease = this.registry.acquire(REQUEST);
		this.store.forceRelease(LockId.of("app", "job", "1"));
		assertThat(lease.isHeld()).isTrue();
		this.time.advance(Duration.ofSeconds(11));
		assertThat(lease.isHeld()).isFalse();
		assertThat(this.events).singleElement()
			.satisfies((event) -> assertThat(event.reason()).contains("the store has it no more"));
	}

	@Test
	void verifyAsksTheStore() {
		LockLease lease = this.registry.acquire(REQUEST);
		assertThat(lease.verify()).isTrue();
		this.store.forceRelease(LockId.of("app", "job", "1"));
		assertThat(lease.verify()).isFalse();
		assertThat(lease.isHeld()).isFalse();
	}

	@Test
	void aGrantThatArrivesTooLateIsGivenBackAndCountsAsBusy() {
		this.store.beforeReply(() -> {
			this.time.freeze(Duration.ofSeconds(29).plusMillis(900));
			this.store.beforeReply(() -> {
			});
		});
		assertThat(this.registry.tryAcquire(REQUEST)).isEmpty();
		assertThat(this.store.list(null, 10)).isEmpty();
		assertThat(this.other.tryAcquire(REQUEST)).isPresent();
	}

	@Test
	void anAnswerThatIsUnknownIsNeitherBusyNorGranted() {
		this.store.fail(Fault.REPLY_LOST, 1);
		assertThatExceptionOfType(LockStoreException.class).isThrownBy(() -> this.registry.tryAcquire(REQUEST))
			.withMessageContaining("'job' [1]");
		assertThat(this.store.list(null, 10)).as("the unknown grant was given back").isEmpty();
	}

	@Test
	void givingUpIsTriedUntilTheStoreHears() {
		this.store.fail(Fault.REPLY_LOST, 1);
		this.store.beforeReply(() -> {
			this.store.fail(Fault.REQUEST_LOST, 4);
			this.store.beforeReply(() -> {
			});
		});
		assertThatExceptionOfType(LockStoreException.class).isThrownBy(() -> this.registry.tryAcquire(REQUEST));
		assertThat(this.store.list(null, 10)).hasSize(1);
		this.time.advance(Duration.ofSeconds(2));
		assertThat(this.store.list(null, 10)).isEmpty();
	}

	@Test
	void aWaiterRepeatsTheSameAttemptAndFindsItsOwnGrant() {
		this.store.fail(Fault.REPLY_LOST, 1);
		LockLease lease = this.registry.acquire(REQUEST.waitTime(SECOND));
		assertThat(lease.verify()).isTrue();
		assertThat(this.store.calls()).containsExactly("acquire", "acquire");
	}

	@Test
	void aWaiterGetsTheLockWhenItIsReleased() {
		LockLease lease = this.registry.acquire(REQUEST);
		this.time.runAfter(SECOND.toNanos(), lease::release);
		assertThat(this.other.acquire(REQUEST.waitTime(Duration.ofSeconds(5))).isHeld()).isTrue();
		assertThat(this.time.elapsed()).isBetween(SECOND, Duration.ofMillis(1200));
	}

	@Test
	void aWaiterGetsTheLockAsSoonAsACrashedHolderExpires() {
		this.registry.acquire(REQUEST.renew(false));
		this.other.acquire(REQUEST.waitTime(Duration.ofMinutes(1)));
		assertThat(this.time.elapsed()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(30).plusMillis(1));
	}

	@Test
	void aWaitEndsWhenItIsOver() {
		this.registry.acquire(REQUEST);
		assertThat(this.other.tryAcquire(REQUEST.waitTime(Duration.ofSeconds(5)))).isEmpty();
		assertThat(this.time.elapsed()).isEqualTo(Duration.ofSeconds(5));
		assertThat(this.store.calls().size()).as("store calls").isBetween(20, 80);
	}

	@Test
	void anInterruptedWaiterLeavesNothingBehind() {
		LockLease lease = this.registry.acquire(REQUEST);
		this.time.runAfter(SECOND.toNanos(), Thread.currentThread()::interrupt);
		assertThatExceptionOfType(LockInterruptedException.class)
			.isThrownBy(() -> this.other.acquire(REQUEST.waitTime(Duration.ofSeconds(5))));
		assertThat(Thread.interrupted()).isTrue();
		lease.release();
		assertThat(this.store.list(null, 10)).isEmpty();
	}

	@Test
	void aReleaseIsNotStoppedByAnInterrupt() {
		LockLease lease = this.registry.acquire(REQUEST);
		this.store.beforeReply(() -> assertThat(Thread.currentThread().isInterrupted()).isFalse());
		Thread.currentThread().interrupt();
		lease.release();
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.store.list(null, 10)).isEmpty();
	}

	@Test
	void aFailedReleaseIsTriedAgainInTheBackground() {
		LockLease lease = this.registry.acquire(REQUEST);
		this.store.fail(Fault.REQUEST_LOST, 3);
		lease.release();
		assertThat(lease.isHeld()).isFalse();
		this.time.advance(SECOND);
		assertThat(this.other.tryAcquire(REQUEST)).isPresent();
		assertThat(this.events).isEmpty();
	}

	@Test
	void onlyTheFirstReleaseHasAnEffect() {
		LockLease lease = this.registry.acquire(REQUEST);
		List<LockLease> told = new ArrayList<>();
		lease.onLost(told::add);
		lease.close();
		lease.release();
		this.time.advance(Duration.ofMinutes(1));
		assertThat(this.store.calls()).containsExactly("acquire", "release");
		assertThat(told).isEmpty();
	}

	@Test
	void theLockStaysTakenForTheMinimumHoldTime() {
		this.registry.acquire(REQUEST.minHoldTime(Duration.ofSeconds(5))).release();
		this.time.advance(Duration.ofMillis(4990));
		assertThat(this.other.tryAcquire(REQUEST)).isEmpty();
		this.time.advance(Duration.ofMillis(20));
		assertThat(this.other.tryAcquire(REQUEST)).isPresent();
	}

	@Test
	void theMinimumHoldTimeOutlastsACrash() {
		LockLease lease = this.registry.acquire(REQUEST.minHoldTime(Duration.ofMinutes(5)).renew(false));
		this.time.freeze(Duration.ofSeconds(299));
		assertThat(this.other.tryAcquire(REQUEST)).isEmpty();
		assertThat(lease.fencingToken()).isPositive();
	}

	@Test
	void noRenewalReachesBeyondTheMaximumHoldTime() {
		LockLease lease = this.registry.acquire(REQUEST.maxHoldTime(Duration.ofSeconds(45)));
		this.time.advance(Duration.ofSeconds(44));
		assertThat(lease.isHeld()).isTrue();
		lease.extend(Duration.ofMinutes(10));
		this.time.advance(SECOND);
		assertThat(lease.isHeld()).isFalse();
		assertThat(this.events).hasSize(1);
		assertThat(this.other.tryAcquire(REQUEST)).isPresent();
	}

	@Test
	void aRenewalNeverShortensAnExtension() {
		LockLease lease = this.registry.acquire(REQUEST);
		lease.extend(Duration.ofMinutes(10));
		assertThat(lease.remaining()).isGreaterThan(Duration.ofMinutes(9));
		this.time.advance(Duration.ofSeconds(30));
		assertThat(lease.remaining()).isGreaterThan(Duration.ofMinutes(9));
		this.store.fail(Fault.REQUEST_LOST, Integer.MAX_VALUE);
		this.time.advance(Duration.ofMinutes(9));
		assertThat(lease.isHeld()).isTrue();
	}

	@Test
	void aLostLeaseCannotBeExtended() {
		LockLease lease = this.registry.acquire(REQUEST);
		this.store.forceRelease(LockId.of("app", "job", "1"));
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> lease.extend(SECOND));
		assertThat(lease.isHeld()).isFalse();
	}

	@Test
	void settingsByNameWinOverTheRequest() {
		DefaultLockRegistry configured = registry(
				Map.of("job", LockSettings.NONE.withLeaseTime(Duration.ofMinutes(2))));
		assertThat(configured.acquire(REQUEST).remaining()).isGreaterThan(SECOND.multipliedBy(100));
		assertThat(configured.acquire(LockRequest.of("other")).remaining()).isLessThan(SECOND.multipliedBy(31));
	}

	@Test
	void contradictingSettingsAreRefused() {
		DefaultLockRegistry configured = registry(
				Map.of("job", LockSettings.NONE.withMaxHoldTime(Duration.ofSeconds(1))));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> configured.acquire(REQUEST.minHoldTime(Duration.ofSeconds(2))))
			.withMessageContaining("minHoldTime");
	}

	@Test
	void anAsynchronousWaiterGetsTheLockWhenItIsReleased() throws Exception {
		LockLease lease = this.registry.acquire(REQUEST);
		CompletableFuture<Optional<LockLease>> future = this.other
			.tryAcquireAsync(REQUEST.waitTime(Duration.ofSeconds(5)));
		assertThat(future).isNotDone();
		this.time.runAfter(SECOND.toNanos(), lease::release);
		this.time.advance(Duration.ofSeconds(2));
		assertThat(future).isDone();
		assertThat(future.get()).hasValueSatisfying((granted) -> assertThat(granted.isHeld()).isTrue());
	}

	@Test
	void anAsynchronousWaitEndsWhenItIsOver() throws Exception {
		this.registry.acquire(REQUEST);
		CompletableFuture<Optional<LockLease>> future = this.other.tryAcquireAsync(REQUEST.waitTime(SECOND));
		this.time.advance(SECOND);
		assertThat(future).isDone();
		assertThat(future.get()).isEmpty();
	}

	@Test
	void anInterruptedWaiterGivesBackWhatItMayHaveBeenGranted() {
		this.store.fail(Fault.REPLY_LOST, 1);
		this.store.beforeReply(Thread.currentThread()::interrupt);
		assertThatExceptionOfType(LockInterruptedException.class)
			.isThrownBy(() -> this.other.acquire(REQUEST.waitTime(Duration.ofSeconds(5))));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.store.list(null, 10)).isEmpty();
	}

	@Test
	void aCancelledWaiterGivesBackWhatItMayHaveBeenGranted() {
		this.store.fail(Fault.REPLY_LOST, 1);
		CompletableFuture<Optional<LockLease>> future = this.other
			.tryAcquireAsync(REQUEST.waitTime(Duration.ofSeconds(5)));
		assertThat(this.store.list(null, 10)).hasSize(1);
		future.cancel(true);
		assertThat(this.store.list(null, 10)).isEmpty();
		this.time.advance(Duration.ofSeconds(10));
		assertThat(this.store.calls()).containsExactly("acquire", "release");
	}

	@Test
	void aFailureUntilTheEndOfTheWaitIsNotBusy() {
		this.store.fail(Fault.REQUEST_LOST, Integer.MAX_VALUE);
		assertThatExceptionOfType(LockStoreException.class)
			.isThrownBy(() -> this.registry.tryAcquire(REQUEST.waitTime(SECOND)));
		this.store.heal();
	}

	@Test
	void anExtensionIsCheckedBeforeTheStoreIsAsked() {
		LockLease lease = this.registry.acquire(REQUEST);
		for (Duration duration : List.of(Duration.ZERO, SECOND.negated(), Duration.ofDays(200_000))) {
			assertThatIllegalArgumentException().isThrownBy(() -> lease.extend(duration));
		}
		assertThat(this.store.calls()).containsExactly("acquire");
	}

	@Test
	void aReleaseThatFindsTheLockGoneTells() {
		LockLease lease = this.registry.acquire(REQUEST);
		this.store.forceRelease(LockId.of("app", "job", "1"));
		lease.release();
		assertThat(this.events).singleElement().satisfies((event) -> assertThat(event.lease()).isSameAs(lease));
	}

	@Test
	void aCancelledWaiterTakesNothing() {
		LockLease lease = this.registry.acquire(REQUEST);
		CompletableFuture<Optional<LockLease>> future = this.other
			.tryAcquireAsync(REQUEST.waitTime(Duration.ofSeconds(5)));
		this.store.beforeReply(() -> future.cancel(true));
		lease.release();
		this.time.advance(Duration.ofSeconds(10));
		assertThat(future).isCancelled();
		assertThat(this.store.list(null, 10)).isEmpty();
	}

	@Test
	void anAsynchronousFailureIsAStoreException() {
		this.store.fail(Fault.REPLY_LOST, 1);
		CompletableFuture<Optional<LockLease>> future = this.registry.tryAcquireAsync(REQUEST);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(future::get)
			.withCauseInstanceOf(LockStoreException.class)
			.satisfies((ex) -> assertThat(ex.getCause().getCause()).hasMessage("reply lost"));
		assertThat(this.store.list(null, 10)).isEmpty();
	}

	@Test
	void aClosedRegistryGrantsNothingAndRenewsNothing() {
		LockLease lease = this.registry.acquire(REQUEST);
		CompletableFuture<Optional<LockLease>> waiting = this.registry
			.tryAcquireAsync(REQUEST.waitTime(Duration.ofSeconds(5)));
		this.registry.close();
		assertThatExceptionOfType(LockRegistryClosedException.class)
			.isThrownBy(() -> this.registry.acquire(LockRequest.of("else")));
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(waiting::get)
			.withCauseInstanceOf(LockRegistryClosedException.class);
		this.time.freeze(Duration.ofSeconds(31));
		assertThat(lease.isHeld()).isFalse();
	}

	@Test
	void closingTheRegistryEndsWaits() {
		this.registry.acquire(REQUEST);
		this.time.runAfter(SECOND.toNanos(), this.other::close);
		assertThatExceptionOfType(LockRegistryClosedException.class)
			.isThrownBy(() -> this.other.acquire(REQUEST.waitTime(Duration.ofMinutes(1))));
		assertThat(this.time.elapsed()).isLessThan(Duration.ofSeconds(2));
	}

	@Test
	void whatIsStillHeldAtTheEndIsLogged(CapturedOutput output) {
		this.registry.acquire(LockRequest.of("left-over"));
		this.registry.close();
		assertThat(output).contains("'left-over'").contains("still held");
	}

	@Test
	void aLeaseCanBeReleasedAfterTheRegistryHasBeenClosed() {
		LockLease lease = this.registry.acquire(REQUEST);
		this.registry.close();
		lease.release();
		assertThat(this.store.list(null, 10)).isEmpty();
	}

	@Test
	void unusedLocksAreRemovedFromTimeToTime() {
		this.time.advance(Duration.ofHours(4));
		assertThat(this.store.calls()).filteredOn("removeUnused"::equals).hasSizeBetween(15, 32);
	}

	@Test
	void severalKeysAreOneLease() {
		LockLease lease = this.registry.acquire(LockRequest.of("job").keys(List.of("b", "a", "b")));
		assertThat(lease.keys()).containsExactly("a", "b");
		assertThat(this.other.tryAcquire(LockRequest.of("job").keys(List.of("b", "c")))).isEmpty();
		assertThat(this.other.tryAcquire(LockRequest.of("job", "c"))).isPresent();
	}

}
