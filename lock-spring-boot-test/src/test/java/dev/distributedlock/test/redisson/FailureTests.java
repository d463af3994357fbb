// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.redisson;

import java.time.Duration;
import java.util.List;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.redisson.config.Config;

import dev.distributedlock.LockStoreException;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.RenewalResult.Outcome;
import dev.distributedlock.store.WaitTime;
import dev.distributedlock.test.Locks;
import dev.distributedlock.test.server.FaultProxy;
import dev.distributedlock.test.server.FaultProxy.Direction;
import dev.distributedlock.test.server.RedisProduct;
import dev.distributedlock.test.server.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of a server that is down or refuses to work: an operation fails, which is neither
 * a grant nor a refusal, and works again when the server does.
 */
class FailureTests {

	@AutoClose
	private static final RedisServer server = RedisProduct.REDIS.startServer();

	@AutoClose
	private static final Replica replica = Replica.of(server);

	private static final LockStore store = replica.store();

	private final LockId lock = Locks.newLock();

	private final Acquisition holder = Locks.acquisition(this.lock);

	@Test
	void theServerIsDownAtFirst() {
		try (RedisServer late = RedisProduct.REDIS.startServer()) {
			late.stop();
			Config config = Replica.config(late.url());
			config.setLazyInitialization(true);
			try (Replica early = Replica.of(config)) {
				assertFails(() -> Locks.grant(early.store(), this.holder));
				late.start();
				Locks.await()
					.ignoreExceptionsInstanceOf(LockStoreException.class)
					.until(() -> Locks.grant(early.store(), this.holder) > 0);
			}
		}
	}

	@Test
	void theServerIsStoppedAndStartedAgain() {
		try (RedisServer stopped = RedisProduct.REDIS.startServer(); Replica client = Replica.of(stopped)) {
			Locks.grant(client.store(), this.holder);
			stopped.kill();
			assertFailsWhateverItIs(client.store());
			stopped.start();
			Locks.await()
				.ignoreExceptionsInstanceOf(LockStoreException.class)
				.until(() -> Locks.renew(client.store(), this.holder) == Outcome.RENEWED);
		}
	}

	@Test
	void theServerIsAReplica() {
		Locks.grant(store, this.holder);
		server.call((jedis) -> jedis.replicaof("127.0.0.1", 1));
		try {
			assertFails(() -> Locks.grant(store, Locks.acquisition(Locks.newLock())))
				.withStackTraceContaining("READONLY");
			assertFails(() -> Locks.renew(store, this.holder));
			assertFails(() -> Locks.release(store, this.holder));
			server.call((jedis) -> jedis.configSet("replica-serve-stale-data", "no"));
			assertFailsWhateverItIs(store).withStackTraceContaining("MASTERDOWN");
		}
		finally {
			server.call((jedis) -> jedis.replicaofNoOne());
			server.call((jedis) -> jedis.configSet("replica-serve-stale-data", "yes"));
		}
		assertThat(Locks.renew(store, this.holder)).isEqualTo(Outcome.RENEWED);
	}

	@Test
	void somethingElseIsWhereALockShouldBe() {
		Locks.grant(store, this.holder);
		String key = server.call((jedis) -> jedis.keys("*" + this.lock.value())).iterator().next();
		server.call((jedis) -> jedis.del(key));
		server.call((jedis) -> jedis.lpush(key, "sample"));
		assertFailsWhateverItIs(store);
		server.call((jedis) -> jedis.del(key));
	}

	@Test
	void noAnswerArrives() {
		try (FaultProxy proxy = FaultProxy.inFrontOf(server.host(), server.port());
				Replica behind = Replica.of("redis://127.0.0.1:" + proxy.port())) {
			Locks.grant(behind.store(), Locks.acquisition(Locks.newLock()));
			proxy.blackHole(Direction.REPLIES);
			assertFails(() -> Locks.grant(behind.store(), this.holder));
			proxy.closeConnections();
			proxy.heal();
			long token = store.find(List.of(this.lock)).get(0).token();
			Locks.await()
				.ignoreExceptionsInstanceOf(LockStoreException.class)
				.until(() -> Locks.grant(behind.store(), this.holder) == token);
		}
	}

	/**
	 * Of a single connection: that of another one would be cut otherwise.
	 */
	@Test
	void aReplyIsLost() {
		try (FaultProxy proxy = FaultProxy.inFrontOf(server.host(), server.port());
				Replica behind = Replica.of(singleConnection("redis://127.0.0.1:" + proxy.port()))) {
			Locks.grant(behind.store(), Locks.acquisition(Locks.newLock()));
			proxy.cutNextReply();
			assertFails(() -> Locks.grant(behind.store(), this.holder));
			long token = store.find(List.of(this.lock)).get(0).token();
			assertThat(Locks.grant(behind.store(), this.holder)).isEqualTo(token);
		}
	}

	private static Config singleConnection(String url) {
		Config config = Replica.config(url);
		config.useSingleServer().setConnectionMinimumIdleSize(1).setConnectionPoolSize(1);
		return config;
	}

	private ThrowableAssertAlternative<LockStoreException> assertFailsWhateverItIs(LockStore store) {
		assertFails(() -> store.acquire(Locks.acquisition(this.lock), Locks.LONG, WaitTime.of(Locks.LONG)));
		assertFails(() -> store.renew(List.of(new Renewal(this.holder, Duration.ofSeconds(3), null))));
		assertFails(() -> store.release(this.holder, Duration.ZERO));
		assertFails(() -> store.forceRelease(this.lock));
		return assertFails(() -> store.find(List.of(this.lock)));
	}

	private static ThrowableAssertAlternative<LockStoreException> assertFails(ThrowingCallable operation) {
		return assertThatExceptionOfType(LockStoreException.class).isThrownBy(operation);
	}

}
