// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.redisson;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockRecord;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.RenewalResult.Outcome;
import dev.distributedlock.store.WaitTime;
import dev.distributedlock.test.Locks;
import dev.distributedlock.test.server.RedisProduct;
import dev.distributedlock.test.server.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of a server that forgets what it should know, and of what it should forget: a
 * token never falls, and a holder whose lock is forgotten gets it neither back nor from
 * its successor.
 */
class ForgettingTests {

	@AutoClose
	private static final RedisServer server = RedisProduct.REDIS.startServer();

	@AutoClose
	private static final Replica replica = Replica.of(server);

	@AutoClose
	private static final Replica other = Replica.of(server);

	private static final LockStore store = replica.store();

	private final LockId lock = Locks.newLock();

	private final Acquisition holder = Locks.acquisition(this.lock);

	@BeforeEach
	void empty() {
		server.call(Jedis::flushAll);
	}

	@Test
	void everythingIsFlushed() {
		long token = Locks.grant(store, this.holder);
		server.call(Jedis::flushAll);
		assertForgotten(token);
	}

	@Test
	void theKeyOfALockIsDeleted() {
		long token = Locks.grant(store, this.holder);
		assertThat(keys()).hasSize(1);
		server.call((jedis) -> jedis.del(keys().get(0)));
		assertForgotten(token);
	}

	@Test
	void theServerIsStartedAgainWithoutItsData() {
		server.call((jedis) -> jedis.configSet("appendonly", "no"));
		long token = Locks.grant(store, this.holder);
		server.kill();
		server.start();
		Locks.await().ignoreExceptions().until(() -> store.find(List.of(this.lock)).isEmpty());
		assertForgotten(token);
	}

	@Test
	void theKeyOfALockIsEvicted() {
		long token = Locks.grant(store, this.holder);
		server.call((jedis) -> jedis.configSet("maxmemory-policy", "allkeys-lru"));
		server.call((jedis) -> jedis.configSet("maxmemory", "4mb"));
		try {
			String text = "x".repeat(20_000);
			for (int i = 0; i < 20_000 && !keys().isEmpty(); i++) {
				String key = "flood-" + i;
				server.call((jedis) -> jedis.set(key, text));
			}
			assertForgotten(token);
		}
		finally {
			server.call((jedis) -> jedis.configSet("maxmemory", "0"));
			server.call((jedis) -> jedis.configSet("maxmemory-policy", "noeviction"));
		}
	}

	private void assertForgotten(long token) {
		assertThat(keys()).isEmpty();
		assertThat(Locks.renew(store, this.holder)).isEqualTo(Outcome.LOST);
		assertThat(keys()).isEmpty();
		assertThat(store.isHeld(this.holder)).isFalse();
		Acquisition successor = Locks.acquisition(this.lock);
		assertThat(Locks.grant(other.store(), successor)).isGreaterThan(token);
		assertThat(Locks.renew(store, this.holder)).isEqualTo(Outcome.LOST);
		assertThat(store.release(this.holder, Duration.ZERO)).isEqualTo(ReleaseOutcome.NOT_HELD);
		Locks.refuse(store, this.holder);
		assertThat(other.store().isHeld(successor)).isTrue();
	}

	@Test
	void theScriptsAreFlushed() {
		flushScripts();
		Locks.grant(store, this.holder);
		flushScripts();
		assertThat(Locks.renew(store, this.holder)).isEqualTo(Outcome.RENEWED);
		flushScripts();
		assertThat(store.find(List.of(this.lock))).extracting(LockRecord::lock).containsExactly(this.lock);
		flushScripts();
		Locks.refuse(other.store(), Locks.acquisition(this.lock), WaitTime.of(Locks.LONG));
		flushScripts();
		assertThat(store.release(this.holder, Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED);
		Locks.grant(store, Locks.acquisition(this.lock));
		flushScripts();
		assertThat(store.forceRelease(this.lock)).isTrue();
	}

	private static void flushScripts() {
		server.call(Jedis::scriptFlush);
	}

	/**
	 * On a server of its own: nobody else listens there, or begins to.
	 */
	@Test
	void nothingIsLeftAfterTheRetention() {
		try (RedisServer server = RedisProduct.REDIS.startServer();
				Replica forgetful = Replica.forgetful(server, Duration.ofMillis(100))) {
			LockStore store = forgetful.store();
			for (LockId lock : Locks.newLocks(100)) {
				Acquisition released = Locks.acquisition(lock);
				Locks.grant(store, released);
				Locks.refuse(store, Locks.acquisition(lock), WaitTime.of(Duration.ofMillis(200)));
				Locks.release(store, released);
				store.acquire(Locks.acquisition(Locks.newLock()), Duration.ofMillis(50), WaitTime.NONE);
				Acquisition forced = Locks.acquisition(lock);
				Locks.grant(store, forced);
				store.forceRelease(lock);
			}
			Locks.await().until(() -> server.<Long>call(Jedis::dbSize) == 0);
			Locks.await().until(() -> !channels(server).isEmpty());
			forgetful.store().close();
			Locks.await().until(() -> channels(server).isEmpty());
		}
	}

	private static List<String> channels(RedisServer server) {
		return server.call((jedis) -> jedis.pubsubChannels("distributed-lock:*"));
	}

	@Test
	void aLockIsKeptForTheRetentionAndNoLonger() {
		Locks.grant(store, this.holder);
		assertThat(expiry()).isBetween(Duration.ofMinutes(65), Duration.ofMinutes(70).plusMillis(2));
		Locks.renew(store, this.holder);
		assertThat(expiry()).isBetween(Duration.ofMinutes(115), Duration.ofMinutes(120).plusMillis(2));
		Locks.release(store, this.holder);
		assertThat(expiry()).isBetween(Duration.ofMinutes(55), Duration.ofMinutes(60).plusMillis(2));
	}

	private Duration expiry() {
		return Duration.ofMillis(server.<Long>call((jedis) -> jedis.pttl(keys().get(0))));
	}

	private List<String> keys() {
		return List.copyOf(server.call((jedis) -> jedis.keys("*" + this.lock.value())));
	}

}
