// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.util.Collections;

import org.junit.jupiter.api.Test;

import dev.distributedlock.LockRequest;
import dev.distributedlock.LockStoreException;
import dev.distributedlock.engine.FaultyStore.Fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link PendingReleases}: what a registry undoes after failed requests.
 */
class PendingReleasesTests {

	private static final LockRequest REQUEST = LockRequest.of("job").leaseTime(Duration.ofMinutes(10));

	private static final int MANY = 1_000_000;

	private final VirtualTime time = new VirtualTime();

	private final FaultyStore store = new FaultyStore(this.time);

	private final DefaultLockRegistry registry = new DefaultLockRegistry(this.store, LockRegistryOptions.of("app"),
			(event) -> {
			}, LockTransactions.NONE, this.time.threads());

	@Test
	void undoesAGrantWhoseAnswerWasLost() {
		this.store.fail(Fault.REPLY_LOST, 1);
		assertFails(REQUEST);
		assertThat(this.store.calls()).containsExactly("acquire", "release");
		assertThat(this.store.list(null, 10)).isEmpty();
	}

	@Test
	void undoesNothingThatWasNotSent() {
		this.store.fail(Fault.NOT_SENT, 1);
		assertFails(REQUEST);
		this.store.fail(Fault.NOT_SENT, MANY);
		assertFails(REQUEST.waitTime(Duration.ofSeconds(30)));
		assertThat(this.registry.tryAcquireAsync(REQUEST)).isCompletedExceptionally();
		this.time.advance(Duration.ofMinutes(1));
		assertThat(this.store.calls()).containsOnly("acquire");
	}

	@Test
	void undoesWhatWasSentBeforeATryThatWasNot() {
		this.store.fail(Fault.REPLY_LOST, 1);
		this.store.beforeReply(() -> this.time.runAfter(0, () -> this.store.fail(Fault.NOT_SENT, MANY)));
		this.time.runAfter(Duration.ofSeconds(31).toNanos(), this.store::heal);
		assertFails(REQUEST.waitTime(Duration.ofSeconds(30)));
		assertThat(this.store.list(null, 10)).isNotEmpty();
		this.time.advance(Duration.ofSeconds(5));
		assertThat(this.store.list(null, 10)).isEmpty();
	}

	@Test
	void asksAStoreThatIsDownAboutOnceASecondHoweverManyReleasesWait() {
		this.store.fail(Fault.REQUEST_LOST, MANY);
		for (int i = 0; i < 500; i++) {
			assertFails(LockRequest.of("job", i).leaseTime(Duration.ofMinutes(10)));
		}
		this.store.calls().clear();
		this.time.advance(Duration.ofMinutes(1));
		assertThat(this.store.calls()).hasSizeBetween(50, 130).containsOnly("release");
		this.store.heal();
		this.store.calls().clear();
		this.time.advance(Duration.ofSeconds(1));
		assertThat(this.store.calls()).isEqualTo(Collections.nCopies(500, "release"));
	}

	@Test
	void forgetsReleasesOfLeasesThatHaveEnded() {
		this.store.fail(Fault.REQUEST_LOST, MANY);
		assertFails(REQUEST);
		this.time.advance(Duration.ofMinutes(11));
		this.store.calls().clear();
		this.store.heal();
		this.time.advance(Duration.ofMinutes(1));
		assertThat(this.store.calls()).isEmpty();
	}

	@Test
	void sendsTheOthersWhileOneFails() {
		this.store.fail(Fault.REPLY_LOST, 2);
		assertFails(REQUEST);
		this.store.fail(Fault.REPLY_LOST, 1);
		assertFails(LockRequest.of("other"));
		this.time.advance(Duration.ofSeconds(1));
		assertThat(this.store.list(null, 10)).isEmpty();
	}

	private void assertFails(LockRequest request) {
		assertThatExceptionOfType(LockStoreException.class).isThrownBy(() -> this.registry.acquire(request));
	}

}
