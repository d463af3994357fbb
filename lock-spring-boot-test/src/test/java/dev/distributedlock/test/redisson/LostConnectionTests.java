// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.redisson;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.redisson.config.Config;

import dev.distributedlock.LockStoreException;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.RequestNotSentException;
import dev.distributedlock.store.WaitTime;
import dev.distributedlock.store.redisson.LostConnectionHook;
import dev.distributedlock.test.Locks;
import dev.distributedlock.test.server.FaultProxy;
import dev.distributedlock.test.server.FaultProxy.Direction;
import dev.distributedlock.test.server.RedisProduct;
import dev.distributedlock.test.server.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of connections that are lost while a request waits for its answer: it fails then,
 * and not when the operation time-out is over, which is longer than these tests wait.
 */
class LostConnectionTests {

	@AutoClose
	private static final RedisServer server = RedisProduct.REDIS.startServer();

	private final FaultProxy proxy = FaultProxy.inFrontOf(server.host(), server.port());

	private final LockId lock = Locks.newLock();

	private final Acquisition holder = Locks.acquisition(this.lock);

	private Replica replica;

	private LockStore store;

	@BeforeEach
	void hold() {
		connect(8);
	}

	/**
	 * Redisson sends several requests at a time by a connection if there are less than
	 * ten.
	 */
	private void connect(int connections) {
		Config config = Replica.config("redis://127.0.0.1:" + this.proxy.port());
		config.useSingleServer().setConnectionMinimumIdleSize(8).setConnectionPoolSize(connections);
		this.replica = Replica.patient(config.setNettyHook(new LostConnectionHook()));
		this.store = this.replica.store();
		Locks.grant(this.store, this.holder);
		this.store.find(this.holder.locks());
		Locks.renew(this.store, this.holder);
		this.store.release(Locks.acquisition(this.lock), Duration.ZERO);
		this.store.forceRelease(Locks.newLock());
	}

	@AfterEach
	void close() {
		this.replica.close();
		this.proxy.close();
	}

	/**
	 * What a store is asked to do.
	 */
	enum Operation {

		ACQUIRE {
			@Override
			Object ask(LockStore store, Acquisition holder) {
				return store.acquire(Locks.acquisition(Locks.newLock()), Locks.LONG, WaitTime.NONE);
			}
		},

		WAIT {
			@Override
			Object ask(LockStore store, Acquisition holder) {
				return store.acquire(Locks.acquisition(Locks.newLock()), Locks.LONG, WaitTime.of(Locks.LONG));
			}
		},

		RENEW {
			@Override
			Object ask(LockStore store, Acquisition holder) {
				return Locks.renew(store, holder);
			}
		},

		RELEASE {
			@Override
			Object ask(LockStore store, Acquisition holder) {
				return store.release(holder, Duration.ZERO);
			}
		},

		FORCE_RELEASE {
			@Override
			Object ask(LockStore store, Acquisition holder) {
				return store.forceRelease(holder.locks().get(0));
			}
		},

		VERIFY {
			@Override
			Object ask(LockStore store, Acquisition holder) {
				return store.isHeld(holder);
			}
		};

		abstract Object ask(LockStore store, Acquisition holder);

		CompletableFuture<Object> askOnAnotherThread(LockStore store, Acquisition holder) {
			CompletableFuture<Object> answer = new CompletableFuture<>();
			Thread thread = new Thread(() -> {
				try {
					answer.complete(ask(store, holder));
				}
				catch (RuntimeException ex) {
					answer.completeExceptionally(ex);
				}
			});
			thread.setDaemon(true);
			thread.start();
			return answer;
		}

	}

	@ParameterizedTest
	@EnumSource
	void aRequestFailsWhenItsConnectionIsCut(Operation operation) {
		this.proxy.blackHole(Direction.REPLIES);
		long before = scripts();
		CompletableFuture<Object> answer = operation.askOnAnotherThread(this.store, this.holder);
		Locks.await().until(() -> scripts() > before);
		this.proxy.closeConnections();
		assertIsUnknown(answer);
	}

	@ParameterizedTest
	@ValueSource(ints = { 8, 16 })
	void allRequestsOfAConnectionFail(int connections) {
		this.replica.close();
		connect(connections);
		this.proxy.blackHole(Direction.REPLIES);
		long before = scripts();
		List<CompletableFuture<Object>> answers = Stream
			.generate(() -> Operation.VERIFY.askOnAnotherThread(this.store, this.holder))
			.limit(6)
			.toList();
		Locks.await().until(() -> scripts() >= before + 6);
		this.proxy.closeConnections();
		answers.forEach(LostConnectionTests::assertIsUnknown);
	}

	@Test
	void aRequestFailsWhenTheServerIsKilled() {
		try (RedisServer killed = RedisProduct.REDIS.startServer();
				Replica client = Replica.patient(Replica.config(killed.url()).setNettyHook(new LostConnectionHook()))) {
			Locks.grant(client.store(), this.holder);
			killed.call((jedis) -> jedis.clientPause(60_000));
			CompletableFuture<Object> answer = Operation.VERIFY.askOnAnotherThread(client.store(), this.holder);
			killed.kill();
			assertThat(catchFailure(answer)).isInstanceOf(LockStoreException.class);
			killed.start();
			Locks.await()
				.ignoreExceptionsInstanceOf(LockStoreException.class)
				.until(() -> client.store().isHeld(this.holder));
		}
	}

	@Test
	void anAttemptThatIsRepeatedFindsWhatItHasBeenGranted() {
		Acquisition acquisition = Locks.acquisition(Locks.newLock());
		this.proxy.blackHole(Direction.REPLIES);
		long before = scripts();
		CompletableFuture<Object> answer = CompletableFuture
			.supplyAsync(() -> this.store.acquire(acquisition, Locks.LONG, WaitTime.NONE));
		Locks.await().until(() -> scripts() > before);
		this.proxy.closeConnections();
		this.proxy.heal();
		assertIsUnknown(answer);
		long token = Locks.await()
			.ignoreExceptionsInstanceOf(LockStoreException.class)
			.until(() -> Locks.grant(this.store, acquisition), (granted) -> granted > 0);
		assertThat(this.store.find(acquisition.locks()).get(0).token()).isEqualTo(token);
		assertThat(this.store.release(acquisition, Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED);
	}

	/**
	 * The server may have done what it was asked to do.
	 */
	private static void assertIsUnknown(CompletableFuture<Object> answer) {
		assertThat(catchFailure(answer)).isInstanceOf(LockStoreException.class)
			.isNotInstanceOf(RequestNotSentException.class);
	}

	private static Throwable catchFailure(CompletableFuture<Object> answer) {
		Locks.await().until(answer::isDone);
		return answer.handle((result, ex) -> (ex instanceof CompletionException) ? ex.getCause() : ex).join();
	}

	private static long scripts() {
		return server.info("commandstats")
			.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().startsWith("cmdstat_eval"))
			.mapToLong((entry) -> Long.parseLong(entry.getValue().replaceAll("calls=(\\d+).*", "$1")))
			.sum();
	}

}
