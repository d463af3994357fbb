// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.redisson;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;

import dev.distributedlock.LockStoreException;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.LockStore.Subscription;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.RenewalResult.Outcome;
import dev.distributedlock.store.WaitTime;
import dev.distributedlock.test.Locks;
import dev.distributedlock.test.server.RedisProduct;
import dev.distributedlock.test.server.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of a server whose memory is full, and that evicts nothing: it refuses to grow,
 * but keeps and frees the locks that it has.
 */
@ParameterizedClass
@EnumSource
class FullMemoryTests {

	private final RedisServer server;

	private final Replica replica;

	private final LockStore store;

	private final List<LockId> locks = Locks.newLocks(3);

	private final Acquisition holder = Locks.acquisition(this.locks);

	FullMemoryTests(RedisProduct product) {
		this.server = product.startServer();
		this.replica = Replica.of(this.server);
		this.store = this.replica.store();
	}

	@AfterEach
	void close() {
		this.replica.close();
		this.server.close();
	}

	/**
	 * Scripts have to be sent whole, too.
	 */
	@BeforeEach
	void fill() {
		Locks.grant(this.store, this.holder);
		maxMemory("1");
		this.server.call(Jedis::scriptFlush);
	}

	private void maxMemory(String limit) {
		this.server.call((jedis) -> jedis.configSet("maxmemory", limit));
	}

	@Test
	void whatIsHeldIsRenewed() {
		assertThat(Locks.renew(this.store, this.holder)).isEqualTo(Outcome.RENEWED);
		assertThat(this.store.find(this.locks))
			.allMatch((record) -> record.holder().remaining().compareTo(Locks.LONG) > 0)
			.hasSize(3);
	}

	@Test
	void whatIsHeldIsVerified() {
		assertThat(this.store.isHeld(this.holder)).isTrue();
	}

	@Test
	void whatIsHeldIsReleased() {
		assertThat(this.store.release(this.holder, Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED);
		assertThat(this.store.find(this.locks)).isEmpty();
	}

	@Test
	void whatIsHeldIsReleasedAfterItsMinimumHoldTime() {
		assertThat(this.store.release(this.holder, Locks.LONGER)).isEqualTo(ReleaseOutcome.RELEASED);
		assertThat(this.store.find(this.locks)).allMatch((record) -> record.holder().owner() == null).hasSize(3);
	}

	@Test
	void whatIsHeldIsFreedByForce() {
		assertThat(this.store.forceRelease(this.locks.get(0))).isTrue();
		assertThat(this.store.find(this.locks)).hasSize(2);
	}

	@Test
	void aRepeatedRequestFindsItsGrant() {
		long token = this.store.find(this.locks).get(0).token();
		assertThat(Locks.grant(this.store, this.holder)).isEqualTo(token);
	}

	@Test
	void aBusyLockIsBusy() {
		Locks.refuse(this.store, Locks.acquisition(this.locks.get(0)));
	}

	/**
	 * A registration takes memory: a waiter without one has to poll.
	 */
	@Test
	void aBusyLockIsBusyForAWaiterThatThenPolls() {
		LockId lock = this.locks.get(0);
		try (Subscription subscription = this.store.subscribe(List.of(lock), () -> {
		})) {
			Acquisition waiter = Locks.acquisition(lock);
			maxMemory("0");
			Locks.await().until(() -> {
				Locks.refuse(this.store, waiter, WaitTime.of(Locks.LONG));
				return subscription.isLive();
			});
			maxMemory("1");
			Locks.refuse(this.store, waiter, WaitTime.of(Locks.LONG));
			assertThat(subscription.isLive()).isFalse();
			maxMemory("0");
			Locks.refuse(this.store, waiter, WaitTime.of(Locks.LONG));
			assertThat(subscription.isLive()).isTrue();
		}
	}

	@Test
	void aLockThatIsKnownIsGrantedAgain() {
		Locks.release(this.store, this.holder);
		Locks.grant(this.store, Locks.acquisition(this.locks));
	}

	@Test
	void aNewLockIsRefusedInTheServersWords() {
		assertThatExceptionOfType(LockStoreException.class)
			.isThrownBy(() -> Locks.grant(this.store, Locks.acquisition(Locks.newLock())))
			.withStackTraceContaining("command not allowed when used memory > 'maxmemory'");
	}

}
