// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import dev.distributedlock.LockLease;
import dev.distributedlock.LockRegistryClosedException;
import dev.distributedlock.LockRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of a {@link DefaultLockRegistry} that is stopped and started again.
 */
class StoppingTests {

	private static final LockRequest REQUEST = LockRequest.of("job", 1);

	private final VirtualTime time = new VirtualTime();

	private final FaultyStore store = new FaultyStore(this.time);

	private final DefaultLockRegistry registry = new DefaultLockRegistry(this.store, LockRegistryOptions.of("app"),
			(event) -> {
			}, LockTransactions.NONE, this.time.threads());

	private final DefaultLockTemplate template = new DefaultLockTemplate(this.registry);

	private final AtomicInteger stopped = new AtomicInteger();

	@Test
	void anIdleRegistryStopsAtOnceAndGrantsNothing() {
		this.registry.stop(this.stopped::incrementAndGet);
		assertThat(this.stopped).hasValue(1);
		assertThat(this.registry.isRunning()).isFalse();
		assertThatExceptionOfType(LockRegistryClosedException.class).isThrownBy(() -> this.registry.acquire(REQUEST));
		assertThat(this.registry.tryAcquireAsync(REQUEST)).isCompletedExceptionally();
	}

	@Test
	void aStoppedRegistryCanBeStarted() {
		this.registry.stop(this.stopped::incrementAndGet);
		this.registry.start();
		assertThat(this.registry.isRunning()).isTrue();
		try (LockLease lease = this.registry.acquire(REQUEST)) {
			this.time.advance(Duration.ofMinutes(5));
			assertThat(lease.isHeld()).isTrue();
		}
		assertThat(this.stopped).hasValue(1);
	}

	/**
	 * All replicas that are restored from one checkpoint have the same memory. With the
	 * same acquisition ids, each would take the other's grant for its own.
	 */
	@Test
	void aRestartedRegistryDrawsNewIds() {
		this.registry.acquire(REQUEST).release();
		this.registry.stop(this.stopped::incrementAndGet);
		assertThat(this.registry).extracting("keeper.ids.block").isNull();
		this.registry.start();
		this.registry.acquire(REQUEST).release();
		assertThat(this.registry).extracting("keeper.ids.block").isNotNull();
	}

	@Test
	void workInFlightKeepsItsLockAndIsWaitedFor() {
		this.template.executeWithoutResult(REQUEST, (lease) -> {
			this.registry.stop(this.stopped::incrementAndGet);
			this.time.advance(Duration.ofMinutes(5));
			assertThat(lease.isHeld()).as("renewed").isTrue();
			assertThat(this.stopped).hasValue(0);
		});
		assertThat(this.stopped).hasValue(1);
		assertThat(this.store.list(null, 10)).isEmpty();
	}

	@Test
	void everybodyWhoStopsIsCalledBack() {
		this.template.executeWithoutResult(REQUEST, (lease) -> {
			this.registry.stop(this.stopped::incrementAndGet);
			this.registry.start();
			this.registry.stop(this.stopped::incrementAndGet);
			assertThat(this.stopped).hasValue(0);
		});
		assertThat(this.stopped).hasValue(2);
	}

	@Test
	void aBareLeaseIsRenewedAndNotWaitedFor() {
		LockLease lease = this.registry.acquire(REQUEST);
		this.registry.stop(this.stopped::incrementAndGet);
		assertThat(this.stopped).hasValue(1);
		this.time.advance(Duration.ofMinutes(5));
		assertThat(lease.isHeld()).isTrue();
		lease.release();
		assertThat(this.store.list(null, 10)).isEmpty();
	}

	@Test
	void waitingRequestsAreRefused() {
		LockLease lease = this.registry.acquire(REQUEST);
		CompletableFuture<?> waiting = this.registry.tryAcquireAsync(REQUEST.waitTime(Duration.ofMinutes(1)));
		assertThat(waiting).isNotDone();
		this.registry.stop(this.stopped::incrementAndGet);
		assertThat(waiting).isCompletedExceptionally();
		lease.release();
	}

	@Test
	void theLagOfRenewalsShows() {
		assertThat(this.registry.renewalLag()).isZero();
		this.registry.acquire(REQUEST.leaseTime(Duration.ofSeconds(30)));
		this.time.advance(Duration.ofSeconds(25));
		assertThat(this.registry.renewalLag()).isZero();
		this.time.freeze(Duration.ofSeconds(9));
		assertThat(this.registry.renewalLag()).isEqualTo(Duration.ofSeconds(4));
	}

	@Test
	void aCrowdThatWaitsIsSentHomeAndRunningWorkIsWaitedFor() {
		this.template.executeWithoutResult(REQUEST, (lease) -> {
			List<CompletableFuture<?>> crowd = crowd();
			this.registry.stop(this.stopped::incrementAndGet);
			assertThat(crowd).allMatch(CompletableFuture::isCompletedExceptionally);
			assertThat(this.stopped).hasValue(0);
			this.time.advance(Duration.ofMinutes(5));
			assertThat(lease.isHeld()).as("renewed").isTrue();
		});
		assertThat(this.stopped).hasValue(1);
		assertThat(this.store.list(null, 10)).isEmpty();
	}

	@Test
	void aCrowdWhoseWaitsEndTogetherIsAnswered() {
		LockLease lease = this.registry.acquire(REQUEST);
		List<CompletableFuture<?>> crowd = crowd();
		this.time.freeze(Duration.ofMinutes(2));
		this.time.advance(Duration.ofSeconds(1));
		assertThat(crowd).allMatch(CompletableFuture::isDone);
		lease.release();
	}

	private List<CompletableFuture<?>> crowd() {
		List<CompletableFuture<?>> crowd = new ArrayList<>();
		for (int i = 0; i < 20_000; i++) {
			crowd.add(this.registry.tryAcquireAsync(REQUEST.waitTime(Duration.ofMinutes(1))));
		}
		return crowd;
	}

	@Test
	void runningWorkIsWaitedForWhateverFails() {
		this.store.push(FaultyStore.Push.BROKEN);
		this.template.executeWithoutResult(REQUEST, (lease) -> {
			assertThat(this.registry.tryAcquireAsync(REQUEST.waitTime(Duration.ofMinutes(1)))).isNotDone();
			this.registry.stop(this.stopped::incrementAndGet);
			assertThat(this.stopped).hasValue(0);
			this.time.advance(Duration.ofMinutes(5));
			assertThat(lease.isHeld()).as("renewed").isTrue();
		});
		assertThat(this.stopped).hasValue(1);
	}

}
