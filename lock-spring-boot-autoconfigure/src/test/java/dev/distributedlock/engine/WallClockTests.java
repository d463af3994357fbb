// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import org.junit.jupiter.api.Test;

import dev.distributedlock.LockLease;
import dev.distributedlock.LockLostEvent;
import dev.distributedlock.LockRequest;
import dev.distributedlock.engine.FaultyStore.Fault;
import dev.distributedlock.store.LockId;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of leases whose deadline has passed by the wall clock alone: the machine was
 * suspended, or the clock was set.
 */
class WallClockTests {

	private static final LockRequest REQUEST = LockRequest.of("job", 1).leaseTime(Duration.ofSeconds(30));

	private static final LockId LOCK = LockId.of("app", "job", "1");

	private final VirtualTime time = new VirtualTime();

	private final FaultyStore store = new FaultyStore(this.time);

	private final List<LockLostEvent> events = new ArrayList<>();

	private final Queue<Runnable> renewals = new ArrayDeque<>();

	private final DefaultLockRegistry registry = new DefaultLockRegistry(this.store, LockRegistryOptions.of("app"),
			this.events::add, LockTransactions.NONE, this.time.threads(this.renewals::add));

	private void renew() {
		this.time.advance(Duration.ZERO);
		assertThat(this.renewals).hasSize(1);
		this.renewals.remove().run();
	}

	@Test
	void aStepOfTheWallClockRaisesDoubtThatARenewalEnds() {
		LockLease lease = this.registry.acquire(REQUEST);
		this.time.setWallClock(Duration.ofHours(1));
		assertThat(lease.isHeld()).isFalse();
		assertThat(lease.remaining()).isZero();
		assertThat(this.events).isEmpty();
		renew();
		assertThat(lease.isHeld()).isTrue();
		assertThat(lease.remaining()).isGreaterThan(Duration.ofSeconds(29));
		assertThat(this.events).isEmpty();
		this.time.setWallClock(Duration.ofHours(1));
		assertThat(lease.isHeld()).as("another step").isFalse();
		renew();
		assertThat(lease.isHeld()).isTrue();
	}

	@Test
	void doubtAsksTheStoreOnce() {
		LockLease lease = this.registry.acquire(REQUEST);
		this.time.setWallClock(Duration.ofHours(1));
		int pending = this.time.pending();
		for (int i = 0; i < 10; i++) {
			assertThat(lease.isHeld()).isFalse();
		}
		assertThat(this.time.pending()).isEqualTo(pending + 1);
		renew();
		this.time.advance(Duration.ofSeconds(1));
		assertThat(this.renewals).isEmpty();
	}

	@Test
	void doubtThatTheStoreConfirmsIsALoss() {
		LockLease lease = this.registry.acquire(REQUEST);
		this.store.forceRelease(LOCK);
		this.time.setWallClock(Duration.ofHours(1));
		assertThat(lease.isHeld()).isFalse();
		assertThat(this.events).isEmpty();
		renew();
		assertThat(lease.isHeld()).isFalse();
		assertThat(this.events).hasSize(1);
	}

	@Test
	void doubtRemainsWhileTheStoreDoesNotAnswer() {
		LockLease lease = this.registry.acquire(REQUEST);
		this.time.setWallClock(Duration.ofHours(1));
		assertThat(lease.isHeld()).isFalse();
		this.store.fail(Fault.REPLY_LOST, 1);
		renew();
		assertThat(lease.isHeld()).isFalse();
		assertThat(this.events).isEmpty();
		this.time.advance(Duration.ofSeconds(1));
		renew();
		assertThat(lease.isHeld()).isTrue();
	}

	@Test
	void aLeaseThatIsNotToBeRenewedIsAskedForAndNotMadeLonger() {
		LockLease lease = this.registry.acquire(REQUEST.renew(false));
		this.time.advance(Duration.ofSeconds(20));
		this.time.setWallClock(Duration.ofHours(1));
		assertThat(lease.isHeld()).isFalse();
		renew();
		assertThat(lease.isHeld()).isTrue();
		assertThat(lease.remaining()).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(10));
		this.time.advance(Duration.ofSeconds(11));
		assertThat(lease.isHeld()).isFalse();
		assertThat(this.events).hasSize(1);
	}

	@Test
	void whatTheStoreSaysAfterASuspensionReplacesALongerDeadline() {
		LockLease lease = this.registry.acquire(REQUEST);
		lease.extend(Duration.ofHours(1));
		this.store.suspendHolder(Duration.ofMinutes(50));
		this.time.setWallClock(Duration.ofMinutes(61));
		assertThat(lease.isHeld()).isFalse();
		renew();
		assertThat(lease.remaining()).as("not the hour by the clock that stood still")
			.isLessThan(Duration.ofMinutes(11));
	}

	@Test
	void aWallClockThatIsSetBackChangesNothing() {
		LockLease lease = this.registry.acquire(REQUEST);
		this.time.setWallClock(Duration.ofHours(-1));
		assertThat(lease.isHeld()).isTrue();
		this.store.fail(Fault.REQUEST_LOST, Integer.MAX_VALUE);
		for (int i = 0; i < 40; i++) {
			this.time.advance(Duration.ofSeconds(1));
			this.renewals.forEach(Runnable::run);
			this.renewals.clear();
		}
		assertThat(lease.isHeld()).isFalse();
		assertThat(this.events).hasSize(1);
	}

	@Test
	void aGrantThatIsInDoubtWhenItArrivesIsGivenBack() {
		this.store.beforeReply(() -> {
			this.time.setWallClock(Duration.ofHours(1));
			this.store.beforeReply(() -> {
			});
		});
		assertThat(this.registry.tryAcquire(REQUEST)).isEmpty();
		assertThat(this.store.list(null, 10)).isEmpty();
	}

	@Test
	void verifyingAsksTheStoreInDoubt() {
		LockLease lease = this.registry.acquire(REQUEST);
		this.time.setWallClock(Duration.ofHours(1));
		assertThat(lease.verify()).isTrue();
		this.store.forceRelease(LOCK);
		assertThat(lease.verify()).isFalse();
		assertThat(this.events).hasSize(1);
	}

}
