// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.redisson;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

import dev.distributedlock.LockLease;
import dev.distributedlock.LockRequest;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.LockStore.Subscription;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.WaitTime;
import dev.distributedlock.test.Locks;
import dev.distributedlock.test.server.FaultProxy;
import dev.distributedlock.test.server.RedisProduct;
import dev.distributedlock.test.server.RedisServer;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that waiters are woken up by releases, one at a time, in the order in which they
 * came.
 */
@ExtendWith(OutputCaptureExtension.class)
class WaitingTests {

	@AutoClose
	private static final RedisServer server = RedisProduct.REDIS.startServer();

	@AutoClose
	private static final Replica one = Replica.of(server);

	@AutoClose
	private static final Replica other = Replica.of(server);

	@AutoClose
	private static final Replica third = Replica.of(server);

	private final LockId lock = Locks.newLock();

	private final Acquisition holder = Locks.acquisition(this.lock);

	@BeforeEach
	void hold() {
		Locks.grant(one.store(), this.holder);
	}

	@Test
	void aReleaseWakesUpWhoeverWaits() {
		assertWokenUp(other.store(), () -> Locks.release(one.store(), this.holder), this.lock);
	}

	@Test
	void aForcedReleaseWakesUpWhoeverWaits() {
		assertWokenUp(other.store(), () -> one.store().forceRelease(this.lock), this.lock);
	}

	/**
	 * Wait for a lock in a store that listens, and see that it is told.
	 */
	static void assertWokenUp(LockStore store, Runnable release, LockId lock) {
		try (Waiter waiter = new Waiter(store, lock)) {
			waiter.awaitLive();
			int before = waiter.calls();
			release.run();
			Locks.await().until(() -> waiter.calls() > before);
		}
	}

	@Test
	void theOneWhoHasWaitedLongestIsToldAndNobodyElse() {
		try (Waiter late = new Waiter(other.store(), this.lock); Waiter early = new Waiter(third.store(), this.lock)) {
			late.awaitLive();
			early.awaitLive();
			late.ask(Duration.ofSeconds(1));
			early.ask(Duration.ofSeconds(2));
			server.call(Jedis::configResetStat);
			int lateCalls = late.calls();
			int earlyCalls = early.calls();
			Locks.release(one.store(), this.holder);
			Locks.await().until(() -> early.calls() == earlyCalls + 1);
			assertThat(published()).isOne();
			Acquisition next = Locks.acquisition(this.lock);
			Locks.grant(third.store(), next);
			assertThat(late.calls()).isEqualTo(lateCalls);
			Locks.release(third.store(), next);
			Locks.await().until(() -> late.calls() == lateCalls + 1);
			assertThat(published()).isEqualTo(2);
			assertThat(waiters()).isZero();
		}
	}

	@Test
	void whoeverGaveUpPassesTheMessageOn() {
		Waiter gone = new Waiter(third.store(), this.lock);
		try (Waiter waiter = new Waiter(other.store(), this.lock)) {
			gone.awaitLive();
			waiter.awaitLive();
			gone.ask(Duration.ofSeconds(2));
			waiter.ask(Duration.ofSeconds(1));
			gone.close();
			int calls = waiter.calls();
			Locks.release(one.store(), this.holder);
			Locks.await().until(() -> waiter.calls() > calls);
		}
	}

	@Test
	void nothingIsToldWhileTheMinimumHoldTimeLasts() {
		try (Waiter waiter = new Waiter(other.store(), this.lock)) {
			waiter.awaitLive();
			waiter.ask(Duration.ZERO);
			server.call(Jedis::configResetStat);
			one.store().release(this.holder, Locks.LONG);
			assertThat(published()).isZero();
			assertThat(waiters()).isOne();
		}
	}

	@Test
	void aWaiterIsForgottenWhenItsWaitIsOver() {
		Acquisition late = Locks.acquisition(this.lock);
		Locks.refuse(other.store(), late, WaitTime.of(Duration.ofMillis(50)));
		Locks.await().until(() -> waiters() == 0);
	}

	@Test
	void whoGivesUpAtOnceLeavesNoMark() {
		Locks.refuse(other.store(), Locks.acquisition(this.lock));
		assertThat(waiters()).isZero();
	}

	@Test
	void aSetThatIsRefusedLeavesWhatIsFreeToOthers() {
		LockId freed = LockId.of(Locks.OWNER, this.lock.value(), "a");
		LockId busy = LockId.of(Locks.OWNER, this.lock.value(), "b");
		Locks.grant(one.store(), Locks.acquisition(freed));
		Locks.grant(one.store(), Locks.acquisition(busy));
		try (Waiter waiter = new Waiter(other.store(), freed); Waiter set = new Waiter(third.store(), freed, busy)) {
			waiter.awaitLive();
			set.awaitLive();
			waiter.ask(Duration.ofSeconds(1));
			set.ask(Duration.ofSeconds(2));
			int calls = waiter.calls();
			one.store().forceRelease(freed);
			set.ask(Duration.ofSeconds(2));
			Locks.await().until(() -> waiter.calls() > calls);
		}
	}

	/**
	 * The release has been done when the message is sent, and another one would find
	 * nothing to do.
	 */
	@Test
	void aMessageThatMayNotBeSentFailsNoRelease() {
		try (Replica silent = silent("resetchannels")) {
			Acquisition acquisition = Locks.acquisition(Locks.newLock());
			Locks.grant(silent.store(), acquisition);
			Locks.refuse(other.store(), Locks.acquisition(acquisition.locks()), WaitTime.of(Locks.LONG));
			assertThat(silent.store().release(acquisition, Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED);
		}
	}

	private static Replica silent(String... rights) {
		server.call((jedis) -> jedis.aclSetUser("silent", "reset", "on", "nopass", "~*", "&*", "+@all"));
		server.call((jedis) -> jedis.aclSetUser("silent", rights));
		return Replica.of(server.url().replace("redis://", "redis://silent:none@"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "resetchannels", "-publish" })
	void aReplicaThatMayNotNotifyDoesNotRelyOnNotifications(String right, CapturedOutput output) {
		try (Replica silent = silent(right); Waiter waiter = new Waiter(silent.store(), this.lock)) {
			assertThat(silent.store().checkNotifications()).isFalse();
			int calls = waiter.calls();
			waiter.ask(Duration.ZERO);
			Locks.await().during(Duration.ofMillis(300)).until(() -> !waiter.isLive() && waiter.calls() == calls);
			assertThat(silent.store().checkNotifications()).isFalse();
		}
		assertThat(output.getAll().split("does not let locks notify waiters", -1)).hasSize(2);
		assertThat(output).contains("distributed-lock:*");
	}

	@Test
	void aReplicaThatMayNotNotifyAnyMorePollsUntilItMay() {
		try (Replica silent = silent(); Waiter waiter = new Waiter(silent.store(), this.lock)) {
			assertThat(silent.store().checkNotifications()).isTrue();
			waiter.awaitLive();
			server.call((jedis) -> jedis.aclSetUser("silent", "-publish"));
			Acquisition acquisition = Locks.acquisition(Locks.newLock());
			Locks.grant(silent.store(), acquisition);
			Locks.refuse(other.store(), Locks.acquisition(acquisition.locks()), WaitTime.of(Locks.LONG));
			assertThat(waiter.isLive()).isTrue();
			silent.store().release(acquisition, Duration.ZERO);
			assertThat(waiter.isLive()).isFalse();
			server.call((jedis) -> jedis.aclSetUser("silent", "+publish"));
			assertThat(silent.store().checkNotifications()).isTrue();
			Locks.await().until(waiter::isLive);
		}
	}

	@Test
	void aReplicaThatHasGoneIsPassedOver() {
		try (Waiter waiter = new Waiter(other.store(), this.lock)) {
			waiter.awaitLive();
			for (int i = 0; i < 20; i++) {
				registerGone(i);
			}
			server.call(Jedis::configResetStat);
			int calls = waiter.calls();
			Locks.release(one.store(), this.holder);
			Locks.await().until(() -> waiter.calls() == calls + 1);
			assertThat(calls("evalsha")).isOne();
			assertThat(waiters()).isZero();
		}
	}

	@Test
	void notMoreThanAHundredReplicasArePassedOver() {
		waitAndGo();
		for (int i = 0; i < 200; i++) {
			registerGone(i);
		}
		server.call(Jedis::configResetStat);
		Locks.release(one.store(), this.holder);
		assertThat(published()).isEqualTo(101);
		assertThat(waiters()).isEqualTo(100);
	}

	/**
	 * Leave a registration of the lock behind.
	 */
	private void waitAndGo() {
		Locks.refuse(other.store(), Locks.acquisition(this.lock), WaitTime.of(Locks.LONG));
	}

	private void registerGone(int number) {
		server.call((jedis) -> jedis.zadd(jedis.keys("*" + this.lock.value() + "|w").iterator().next(), number,
				"distributed-lock:wake:gone-" + number));
	}

	/**
	 * What an application does with the result may block, and the client's own threads
	 * receive answers, also those to renewals.
	 */
	@Test
	void applicationsAreNotCalledOnThreadsOfTheClient() {
		Locks.release(one.store(), this.holder);
		LockRequest request = LockRequest.of("thread", this.lock.value());
		String thread = one.registry().tryAcquireAsync(request).thenApply((lease) -> {
			lease.ifPresent(LockLease::release);
			return Thread.currentThread().getName();
		}).join();
		assertThat(thread).doesNotContain("redisson");
	}

	/**
	 * A dozen hand-offs between two replicas: as many requests as it takes, and no
	 * polling besides.
	 */
	@Test
	void registriesHandALockOnWithoutPolling() throws Exception {
		LockRequest request = LockRequest.of("handed-on", this.lock.value()).waitTime(Duration.ofMinutes(1));
		warmUp(request);
		server.call(Jedis::configResetStat);
		List<CompletableFuture<Integer>> replicas = List.of(turns(one, request), turns(other, request));
		for (CompletableFuture<Integer> turns : replicas) {
			assertThat(turns.get()).isEqualTo(50);
		}
		assertThat(published()).isPositive();
		assertThat(calls("evalsha")).isLessThanOrEqualTo(100 * 4);
	}

	private static void warmUp(LockRequest request) {
		try (LockLease lease = one.registry().acquire(request)) {
			CompletableFuture<Void> waiting = CompletableFuture
				.runAsync(() -> other.registry().acquire(request).close());
			Locks.await().until(() -> server.call((jedis) -> jedis.pubsubChannels("*wake*").size()) > 0);
			lease.release();
			waiting.join();
		}
	}

	private static CompletableFuture<Integer> turns(Replica replica, LockRequest request) {
		return CompletableFuture.supplyAsync(() -> {
			int turns = 0;
			for (int i = 0; i < 50; i++) {
				replica.registry().acquire(request).close();
				turns++;
			}
			return turns;
		});
	}

	@Test
	void aWaiterThatDiedKeepsNobodyFromTheLock() {
		LockRequest request = LockRequest.of("died", this.lock.value()).waitTime(Duration.ofMinutes(1));
		LockId waitedFor = LockId.of("app", "died", this.lock.value());
		LockLease held = one.registry().acquire(request);
		try (Replica dying = Replica.of(server)) {
			Locks.refuse(dying.store(), Locks.acquisition(waitedFor), new WaitTime(Duration.ofHours(1), Locks.LONG));
		}
		CompletableFuture<LockLease> waiting = CompletableFuture.supplyAsync(() -> other.registry().acquire(request));
		Locks.await().until(() -> waiters(waitedFor) == 2);
		held.release();
		assertThat(waiting.join().fencingToken()).isGreaterThan(held.fencingToken());
		waiting.join().release();
	}

	@Test
	void aConnectionThatIsCutIsMadeAgainAndListenersAreCalled() {
		try (FaultProxy proxy = FaultProxy.inFrontOf(server.host(), server.port());
				Replica behind = Replica.of("redis://127.0.0.1:" + proxy.port());
				Waiter waiter = new Waiter(behind.store(), this.lock)) {
			waiter.awaitLive();
			int before = waiter.calls();
			proxy.closeConnections();
			Locks.await().until(() -> waiter.calls() > before);
			waiter.awaitLive();
			waiter.ask(Duration.ZERO);
			int again = waiter.calls();
			Locks.release(one.store(), this.holder);
			Locks.await().until(() -> waiter.calls() > again);
		}
	}

	@Test
	void aWaitOutlastsAnOutage() {
		try (FaultProxy proxy = FaultProxy.inFrontOf(server.host(), server.port());
				Replica behind = Replica.of("redis://127.0.0.1:" + proxy.port())) {
			LockRequest request = LockRequest.of("outage", this.lock.value()).waitTime(Duration.ofMinutes(1));
			LockLease held = one.registry().acquire(request);
			CompletableFuture<LockLease> waiting = CompletableFuture
				.supplyAsync(() -> behind.registry().acquire(request));
			LockId waitedFor = LockId.of("app", "outage", this.lock.value());
			Locks.await().until(() -> waiters(waitedFor) > 0);
			proxy.refuse();
			held.release();
			proxy.heal();
			LockLease lease = waiting.join();
			assertThat(lease.fencingToken()).isGreaterThan(held.fencingToken());
			lease.release();
		}
	}

	private long waiters() {
		return waiters(this.lock);
	}

	private static long waiters(LockId lock) {
		return server.call((jedis) -> jedis.keys("*" + lock.value() + "|w").stream().mapToLong(jedis::zcard).sum());
	}

	private static int published() {
		return calls("publish");
	}

	private static int calls(String command) {
		String calls = server.info("commandstats").getOrDefault("cmdstat_" + command, "calls=0,");
		return Integer.parseInt(calls.replaceAll("calls=(\\d+).*", "$1"));
	}

	/**
	 * Waits as the first of the line in a replica does.
	 */
	private static final class Waiter implements AutoCloseable {

		private final LockStore store;

		private final Acquisition acquisition;

		private final AtomicInteger calls = new AtomicInteger();

		private final Subscription subscription;

		Waiter(LockStore store, LockId... locks) {
			this.store = store;
			this.acquisition = Locks.acquisition(locks);
			this.subscription = store.subscribe(this.acquisition.locks(), this.calls::incrementAndGet);
		}

		void ask(Duration elapsed) {
			Locks.refuse(this.store, this.acquisition, new WaitTime(elapsed, Locks.LONG));
		}

		void awaitLive() {
			ask(Duration.ZERO);
			Locks.await().until(this.subscription::isLive);
		}

		int calls() {
			return this.calls.get();
		}

		boolean isLive() {
			return this.subscription.isLive();
		}

		@Override
		public void close() {
			this.subscription.close();
		}

	}

}
