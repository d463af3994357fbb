// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.junit.jupiter.api.Test;

import dev.distributedlock.LockLostEvent;
import dev.distributedlock.LockRequest;
import dev.distributedlock.engine.FaultyStore.Fault;
import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.WaitTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of grants that arrive when nobody can use them any more: they are given back, and
 * nobody is told that they were lost, who never had them.
 */
class LateGrantTests {

	private static final LockRequest REQUEST = LockRequest.of("job", 1).leaseTime(Duration.ofSeconds(30));

	private final VirtualTime time = new VirtualTime();

	private final CompletableFuture<Void> reply = new CompletableFuture<>();

	private boolean blocked;

	private Duration delay = Duration.ZERO;

	private final FaultyStore store = new FaultyStore(this.time) {

		@Override
		public AcquireResult acquire(Acquisition acquisition, Duration leaseTime, WaitTime waitTime) {
			LateGrantTests.this.time.freeze(LateGrantTests.this.delay);
			return LateGrantTests.this.blocked ? new AcquireResult.Busy(null)
					: super.acquire(acquisition, leaseTime, waitTime);
		}

		@Override
		public CompletableFuture<AcquireResult> acquireAsync(Acquisition acquisition, Duration leaseTime,
				WaitTime waitTime, Executor blocking) {
			AcquireResult result = acquire(acquisition, leaseTime, waitTime);
			return LateGrantTests.this.reply.thenApply((now) -> result);
		}

	};

	private final List<LockLostEvent> events = new ArrayList<>();

	private final DefaultLockRegistry registry = new DefaultLockRegistry(this.store, LockRegistryOptions.of("app"),
			this.events::add, LockTransactions.NONE, this.time.threads());

	@Test
	void aGrantOfACancelledAcquisition() {
		CompletableFuture<?> future = this.registry.tryAcquireAsync(REQUEST);
		assertThat(this.store.list(null, 10)).hasSize(1);
		future.cancel(true);
		this.reply.complete(null);
		assertThat(this.store.list(null, 10)).isEmpty();
		assertThat(this.events).isEmpty();
		assertThat(this.registry.keeper().kept()).isEmpty();
	}

	@Test
	void aGrantThatIsInDoubtAndGone() {
		this.store.beforeReply(() -> {
			this.time.setWallClock(Duration.ofHours(1));
			this.store.forceRelease(LockId.of("app", "job", "1"));
		});
		assertThat(this.registry.tryAcquire(REQUEST)).isEmpty();
		assertThat(this.events).isEmpty();
	}

	@Test
	void aGrantWhoseReplyWasLostAndWhoseRowIsLocked() {
		this.store.fail(Fault.REPLY_LOST, 1);
		this.time.runAfter(Duration.ofMillis(1).toNanos(), () -> this.blocked = true);
		assertThat(this.registry.tryAcquire(REQUEST.waitTime(Duration.ofMillis(20)))).isEmpty();
		assertThat(this.store.list(null, 10)).isEmpty();
	}

	@Test
	void aGrantThatIsTooLateAndCannotBeGivenBackAtOnce() {
		this.delay = Duration.ofSeconds(31);
		this.store.beforeReply(() -> this.store.fail(Fault.REQUEST_LOST, 2));
		assertThat(this.registry.tryAcquire(REQUEST)).isEmpty();
		assertThat(this.store.list(null, 10)).hasSize(1);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(this.store.list(null, 10)).isEmpty();
	}

}
