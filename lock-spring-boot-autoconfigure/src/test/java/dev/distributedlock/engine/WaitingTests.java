// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.distributedlock.LockInterruptedException;
import dev.distributedlock.LockLease;
import dev.distributedlock.LockRegistryClosedException;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockStoreException;
import dev.distributedlock.engine.FaultyStore.Fault;
import dev.distributedlock.engine.FaultyStore.Push;
import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.WaitTime;
import dev.distributedlock.store.local.LocalLockStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for waiting: its order, what it costs at the store, and what ends it.
 */
class WaitingTests {

	private static final LockRequest REQUEST = LockRequest.of("job", 1).leaseTime(Duration.ofSeconds(30));

	private static final LockRequest PATIENT = REQUEST.waitTime(Duration.ofMinutes(5));

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final VirtualTime time = new VirtualTime();

	private final FaultyStore store = new FaultyStore(this.time);

	private final DefaultLockRegistry holder = newRegistry();

	private final DefaultLockRegistry registry = newRegistry();

	private final List<String> granted = new ArrayList<>();

	private DefaultLockRegistry newRegistry() {
		return new DefaultLockRegistry(this.store, LockRegistryOptions.of("app"), (event) -> {
		}, LockTransactions.NONE, this.time.threads());
	}

	@AfterEach
	void clearInterrupt() {
		Thread.interrupted();
	}

	private CompletableFuture<Optional<LockLease>> ask(String who, LockRequest request) {
		CompletableFuture<Optional<LockLease>> future = this.registry.tryAcquireAsync(request);
		future.thenAccept((lease) -> lease.ifPresent((granted) -> this.granted.add(who)));
		return future;
	}

	private long acquisitions() {
		return this.store.calls().stream().filter("acquire"::equals).count();
	}

	@Test
	void whoeverCameFirstIsServedFirst() {
		LockLease lease = this.holder.acquire(REQUEST);
		List<CompletableFuture<Optional<LockLease>>> waiting = new ArrayList<>();
		for (String who : List.of("a", "b", "c")) {
			waiting.add(ask(who, PATIENT));
		}
		this.time.advance(SECOND);
		lease.release();
		for (CompletableFuture<Optional<LockLease>> next : waiting) {
			this.time.advance(SECOND);
			assertThat(next).isCompleted();
			next.join().orElseThrow().release();
		}
		assertThat(this.granted).containsExactly("a", "b", "c");
	}

	@Test
	void onlyTheFirstAsksTheStore() {
		this.store.push(Push.DELIVERED);
		LockLease lease = this.holder.acquire(REQUEST);
		for (int i = 0; i < 10; i++) {
			ask("waiter", PATIENT);
		}
		assertThat(acquisitions()).isEqualTo(2);
		lease.release();
		assertThat(this.granted).hasSize(1);
		assertThat(acquisitions()).as("granted, and the next one is refused").isEqualTo(4);
	}

	@Test
	void aReleaseElsewhereWakesTheFirst() {
		this.store.push(Push.DELIVERED);
		LockLease lease = this.holder.acquire(REQUEST);
		this.time.runAfter(SECOND.toNanos(), lease::release);
		assertThat(this.registry.acquire(PATIENT).isHeld()).isTrue();
		assertThat(this.time.elapsed()).isEqualTo(SECOND);
	}

	@Test
	void aLostMessageCostsLittle() {
		this.store.push(Push.LOST);
		LockLease lease = this.holder.acquire(REQUEST);
		this.time.runAfter(SECOND.multipliedBy(10).toNanos(), lease::release);
		assertThat(this.registry.acquire(PATIENT).isHeld()).isTrue();
		assertThat(this.time.elapsed()).isBetween(SECOND.multipliedBy(10), SECOND.multipliedBy(11));
		assertThat(acquisitions()).as("requests").isLessThan(25);
	}

	@Test
	void blockingAndAsynchronousCallersStandInOneLine() {
		LockLease lease = this.holder.acquire(REQUEST);
		ask("a", PATIENT)
			.thenAccept((granted) -> this.time.runAfter(SECOND.toNanos(), () -> granted.orElseThrow().release()));
		this.time.runAfter(SECOND.toNanos(), lease::release);
		try (LockLease second = this.registry.acquire(PATIENT)) {
			assertThat(second.isHeld()).isTrue();
			assertThat(this.granted).containsExactly("a");
			assertThat(this.time.elapsed()).isGreaterThanOrEqualTo(SECOND.multipliedBy(2));
		}
	}

	@Test
	void aLockIsHandedOnInsideAReplicaAtOnce() {
		LockLease lease = this.registry.acquire(REQUEST);
		this.time.runAfter(SECOND.toNanos(), lease::release);
		assertThat(this.registry.acquire(PATIENT).isHeld()).isTrue();
		assertThat(this.time.elapsed()).isEqualTo(SECOND);
	}

	@Test
	void aBusyReplicaLeavesTheLockToOthersFromTimeToTime() {
		useAgainAndAgain(Duration.ofMillis(50));
		useAgainAndAgain(Duration.ofMillis(50));
		this.time.advance(SECOND);
		Duration before = this.time.elapsed();
		assertThat(this.holder.acquire(PATIENT).isHeld()).isTrue();
		assertThat(this.time.elapsed().minus(before)).isLessThan(Duration.ofMillis(1500));
	}

	private void useAgainAndAgain(Duration duration) {
		this.registry.tryAcquireAsync(PATIENT).thenAccept((lease) -> this.time.runAfter(duration.toNanos(), () -> {
			lease.orElseThrow().release();
			useAgainAndAgain(duration);
		}));
	}

	@Test
	void aWaitThatEndsInTheMiddleOfALineDisturbsNobody() {
		this.store.push(Push.DELIVERED);
		LockLease lease = this.holder.acquire(REQUEST);
		ask("a", PATIENT).thenAccept((granted) -> granted.orElseThrow().release());
		CompletableFuture<Optional<LockLease>> impatient = ask("b", REQUEST.waitTime(SECOND));
		ask("c", PATIENT);
		this.time.advance(SECOND);
		assertThat(impatient).isCompletedWithValue(Optional.empty());
		lease.release();
		assertThat(this.granted).containsExactly("a", "c");
	}

	@Test
	void cancelledWaitersLeaveTheLine() {
		this.store.push(Push.DELIVERED);
		LockLease lease = this.holder.acquire(REQUEST);
		List<CompletableFuture<?>> cancelled = List.of(ask("a", PATIENT), ask("b", PATIENT));
		ask("c", PATIENT);
		cancelled.forEach((future) -> future.cancel(true));
		lease.release();
		assertThat(this.granted).containsExactly("c");
	}

	@Test
	void anInterruptedWaiterLeavesTheLine() {
		LockLease lease = this.holder.acquire(REQUEST);
		CompletableFuture<Optional<LockLease>> first = ask("a", PATIENT);
		this.time.runAfter(SECOND.toNanos(), () -> {
			lease.release();
			Thread.currentThread().interrupt();
		});
		assertThatExceptionOfType(LockInterruptedException.class).isThrownBy(() -> this.registry.acquire(PATIENT));
		assertThat(Thread.interrupted()).isTrue();
		this.time.advance(SECOND);
		first.join().orElseThrow().release();
		ask("b", PATIENT);
		assertThat(this.granted).containsExactly("a", "b");
	}

	@Test
	void aStoreThatFailsIsNotABusyLock() {
		this.store.fail(Fault.REQUEST_LOST, Integer.MAX_VALUE);
		ask("a", PATIENT);
		assertThatExceptionOfType(LockStoreException.class)
			.isThrownBy(() -> this.registry.tryAcquire(REQUEST.waitTime(SECOND)));
		assertThat(ask("b", REQUEST.waitTime(SECOND))).isNotDone()
			.satisfies((future) -> this.time.advance(SECOND))
			.isCompletedExceptionally();
	}

	/**
	 * What an application does with the result may block, and the timer has leases
	 * renewed.
	 */
	@Test
	void theTimerWaitsForNobodyWhoseWaitEnds() {
		try (DefaultLockRegistry registry = new DefaultLockRegistry(new LocalLockStore(), LockRegistryOptions.of("app"),
				(event) -> {
				})) {
			registry.acquire(REQUEST);
			registry.tryAcquireAsync(PATIENT);
			CompletableFuture<String> toldOn = registry.tryAcquireAsync(REQUEST.waitTime(Duration.ofMillis(50)))
				.thenApply((lease) -> Thread.currentThread().getName());
			assertThat(toldOn.join()).doesNotContain("timer");
		}
	}

	@Test
	void whatMayHaveBeenGrantedIsGivenBackAfterTheAnswerIsDueNotBefore() {
		CompletableFuture<AcquireResult> answer = new CompletableFuture<>();
		FaultyStore slow = new FaultyStore(this.time) {

			@Override
			public CompletableFuture<AcquireResult> acquireAsync(Acquisition acquisition, Duration leaseTime,
					WaitTime waitTime, Executor blocking) {
				return answer;
			}

		};
		try (DefaultLockRegistry registry = new DefaultLockRegistry(slow, LockRegistryOptions.of("app"), (event) -> {
		}, LockTransactions.NONE, this.time.threads())) {
			registry.tryAcquireAsync(PATIENT).cancel(true);
			assertThat(slow.calls()).isEmpty();
			answer.completeExceptionally(new LockStoreException("reply lost", null));
			assertThat(slow.calls()).containsExactly("release");
		}
	}

	@Test
	void everybodyInALineIsToldWhenTheRegistryStops() {
		this.holder.acquire(REQUEST);
		CompletableFuture<?> first = ask("a", PATIENT);
		this.time.runAfter(SECOND.toNanos(), () -> this.registry.stop(() -> {
		}));
		assertThatExceptionOfType(LockRegistryClosedException.class).isThrownBy(() -> this.registry.acquire(PATIENT));
		assertThat(first).isCompletedExceptionally();
		assertThat(this.time.elapsed()).isEqualTo(SECOND);
	}

	@Test
	void whoWantsAFreeLockIsNotHeldUpByWhoAlsoWantsABusyOne() {
		LockRequest set = LockRequest.of("job").keys(List.of(1, 2)).leaseTime(Duration.ofSeconds(30));
		LockLease lease = this.holder.acquire(LockRequest.of("job", 2));
		ask("set", set.waitTime(Duration.ofMinutes(5)));
		ask("key", PATIENT).thenAccept((granted) -> granted.orElseThrow().release());
		assertThat(this.granted).containsExactly("key");
		lease.release();
		this.time.advance(SECOND);
		assertThat(this.granted).containsExactly("key", "set");
	}

	@Test
	void whoHasBeenServedIsNotRememberedUntilItsWaitWouldHaveEnded() {
		int before = this.time.pending();
		LockLease lease = this.holder.acquire(REQUEST);
		for (String who : List.of("a", "b", "c")) {
			ask(who, PATIENT).thenAccept((granted) -> granted.orElseThrow().release());
		}
		lease.release();
		this.time.advance(Duration.ofMinutes(1));
		assertThat(this.granted).containsExactly("a", "b", "c");
		assertThat(this.time.pending()).isEqualTo(before);
	}

	@Test
	void aStoreThatMisbehavesLeavesNobodyWaiting() {
		this.store.beforeReply(() -> {
			throw new IllegalStateException("misbehaves");
		});
		this.store.push(Push.FAILING);
		assertThat(ask("a", PATIENT)).isCompletedExceptionally();
		this.store.push(Push.DELIVERED);
		this.store.beforeReply(() -> {
		});
		assertThat(ask("b", PATIENT)).isCompleted();
	}

	@Test
	void nobodyIsLeftInALine() {
		LockLease lease = this.registry.acquire(REQUEST);
		assertThat(this.registry.tryAcquire(REQUEST.waitTime(SECOND))).isEmpty();
		ask("a", PATIENT).cancel(true);
		ask("b", REQUEST.waitTime(SECOND));
		this.time.advance(SECOND);
		lease.release();
		assertThat(this.registry).extracting("acquirer.lines.lines")
			.asInstanceOf(InstanceOfAssertFactories.MAP)
			.isEmpty();
	}

}
