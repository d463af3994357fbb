// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.redisson;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.redisson.config.Config;

import dev.distributedlock.LockStoreException;
import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.RequestNotSentException;
import dev.distributedlock.store.WaitTime;
import dev.distributedlock.store.redisson.RedissonLockStore;
import dev.distributedlock.store.redisson.RedissonLockStoreOptions;
import dev.distributedlock.test.Locks;
import dev.distributedlock.test.server.FaultProxy;
import dev.distributedlock.test.server.FaultProxy.Direction;
import dev.distributedlock.test.server.RedisProduct;
import dev.distributedlock.test.server.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a store says of a request that it was never sent, if and only if that is
 * sure.
 */
class NotSentTests {

	/**
	 * Redisson shares connections if there are less.
	 */
	private static final int CONNECTIONS = 10;

	private final Acquisition acquisition = Locks.acquisition(Locks.newLock());

	@Test
	void noServerAcceptsConnections() {
		try (RedisServer server = RedisProduct.REDIS.startServer(); Replica replica = Replica.of(server)) {
			Locks.grant(replica.store(), Locks.acquisition(Locks.newLock()));
			server.kill();
			Locks.await()
				.until(() -> failure(ask(replica.store(), this.acquisition)) instanceof RequestNotSentException);
			assertThat(failure(ask(replica.store(), this.acquisition))).isInstanceOf(RequestNotSentException.class)
				.hasMessageContaining("cannot be reached");
		}
	}

	/**
	 * Requests whose answers do not come have all of the connections.
	 */
	@Test
	void noConnectionBecomesFree() {
		RedisServer server = RedisProduct.REDIS.sharedServer();
		try (FaultProxy proxy = FaultProxy.inFrontOf(server.host(), server.port());
				Replica patient = Replica.patient(config(proxy));
				RedissonLockStore store = new RedissonLockStore(patient.client(),
						new RedissonLockStoreOptions(Duration.ofSeconds(1), Duration.ofHours(1)))) {
			Locks.grant(store, Locks.acquisition(Locks.newLock()));
			proxy.blackHole(Direction.REPLIES);
			List<Acquisition> sent = Locks.newLocks(CONNECTIONS).stream().map(Locks::acquisition).toList();
			sent.forEach((each) -> ask(patient.store(), each));
			Locks.await().until(() -> granted(server, sent) == CONNECTIONS);
			assertThat(failure(ask(store, this.acquisition))).isInstanceOf(RequestNotSentException.class);
			proxy.heal();
			assertThat(granted(server, List.of(this.acquisition))).isZero();
		}
	}

	private static Config config(FaultProxy proxy) {
		Config config = Replica.config("redis://127.0.0.1:" + proxy.port());
		config.useSingleServer().setConnectionMinimumIdleSize(CONNECTIONS).setConnectionPoolSize(CONNECTIONS);
		return config;
	}

	private static long granted(RedisServer server, List<Acquisition> acquisitions) {
		return server.<Long>call((jedis) -> acquisitions.stream()
			.map(Acquisition::locks)
			.flatMap(List::stream)
			.filter((lock) -> !jedis.keys("*" + lock.value()).isEmpty())
			.count());
	}

	@Test
	void theServerIsPaused() {
		try (RedisServer server = RedisProduct.REDIS.startServer(); Replica replica = Replica.of(server)) {
			Locks.grant(replica.store(), Locks.acquisition(Locks.newLock()));
			server.call((jedis) -> jedis.clientPause(Duration.ofMinutes(1).toMillis()));
			assertThat(failure(ask(replica.store(), this.acquisition))).isInstanceOf(LockStoreException.class)
				.isNotInstanceOf(RequestNotSentException.class)
				.hasMessageContaining("did not answer in time");
		}
	}

	private static CompletableFuture<AcquireResult> ask(LockStore store, Acquisition acquisition) {
		return store.acquireAsync(acquisition, Locks.LONG, WaitTime.NONE, Runnable::run);
	}

	private static Throwable failure(CompletableFuture<AcquireResult> answer) {
		Throwable failure = answer.handle((result, ex) -> ex).join();
		return (failure != null && failure.getCause() != null && !(failure instanceof LockStoreException))
				? failure.getCause() : failure;
	}

}
