// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.redisson;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.params.SetParams;

import dev.distributedlock.store.AcquireResult.Busy;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockRecord;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.Renewal;
import dev.distributedlock.test.Locks;
import dev.distributedlock.test.server.RedisProduct;
import dev.distributedlock.test.server.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of a server whose clock steps back after it has granted locks. All that it has
 * written then lies in the future, which is what these tests do to it.
 */
class ClockStepTests {

	private static final Duration STEP = Duration.ofHours(1);

	@AutoClose
	private static final RedisServer server = RedisProduct.REDIS.startServer();

	@AutoClose
	private static final Replica replica = Replica.of(server);

	private static final LockStore store = replica.store();

	private final List<LockId> locks = Locks.newLocks(2);

	private final Acquisition holder = Locks.acquisition(this.locks);

	@BeforeEach
	void grantAndStepBack() {
		Locks.grant(store, this.holder);
		this.locks.forEach(ClockStepTests::moveIntoTheFuture);
	}

	private static void moveIntoTheFuture(LockId lock) {
		server.call((jedis) -> {
			byte[] key = jedis.keys(("{distributed-lock:*}:" + lock.value()).getBytes(StandardCharsets.US_ASCII))
				.iterator()
				.next();
			byte[] value = jedis.get(key);
			ByteBuffer numbers = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
			for (int index = 0; index < 3 * Double.BYTES; index += Double.BYTES) {
				numbers.putDouble(index, numbers.getDouble(index) + TimeUnit.MICROSECONDS.convert(STEP));
			}
			return jedis.set(key, value, SetParams.setParams().keepTtl());
		});
	}

	@Test
	void aReleaseFreesTheLocksAtOnce() {
		assertThat(store.release(this.holder, Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED);
		assertThat(store.find(this.locks)).isEmpty();
		Locks.grant(store, Locks.acquisition(this.locks));
	}

	@Test
	void aForcedReleaseFreesTheLockAtOnce() {
		assertThat(store.forceRelease(this.locks.get(0))).isTrue();
		Locks.grant(store, Locks.acquisition(this.locks.get(0)));
	}

	@Test
	void aMinimumHoldTimeLastsNoLongerThanFromNow() {
		store.release(this.holder, Locks.LONG);
		assertThat(store.find(this.locks)).hasSize(2)
			.allSatisfy((found) -> assertThat(found.holder().remaining()).isBetween(Locks.LONG.minusMinutes(1),
					Locks.LONG));
	}

	@Test
	void aMaximumHoldTimeLastsNoLongerThanFromNow() {
		store.renew(List.of(new Renewal(this.holder, STEP.multipliedBy(9), Duration.ofMinutes(30))));
		assertThat(store.find(this.locks)).hasSize(2)
			.allSatisfy((found) -> assertThat(found.holder().remaining()).isLessThanOrEqualTo(STEP.plus(Locks.LONG)));
	}

	@Test
	void noLockHasBeenHeldForLessThanNoTime() {
		Busy busy = Locks.refuse(store, Locks.acquisition(this.locks));
		assertThat(busy.holder()).isNotNull();
		assertThat(busy.holder().heldFor()).isZero();
		assertThat(store.find(this.locks)).hasSize(2)
			.allSatisfy((found) -> assertThat(found.holder().heldFor()).isZero());
	}

	@Test
	void tokensRise() {
		long token = store.find(this.locks).stream().mapToLong(LockRecord::token).max().orElseThrow();
		Locks.release(store, this.holder);
		assertThat(Locks.grant(store, Locks.acquisition(this.locks))).isEqualTo(token + 1);
	}

}
