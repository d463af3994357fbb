// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.redisson;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.redisson.config.ClusterServersConfig;
import org.redisson.config.Config;

import dev.distributedlock.LockLease;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockStoreException;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockRecord;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.RenewalResult.Outcome;
import dev.distributedlock.store.WaitTime;
import dev.distributedlock.test.Locks;
import dev.distributedlock.test.server.RedisCluster;
import dev.distributedlock.test.server.SlotMigration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of a slot that is moved to another master while its locks are in use. Its keys
 * can be at either master meanwhile, and a script cannot reach both.
 */
class ReshardingTests {

	@AutoClose
	private static final RedisCluster cluster = RedisCluster.start();

	@AutoClose
	private static final Replica replica = Replica.of(config());

	@AutoClose
	private static final Replica other = Replica.of(config());

	private static final LockStore store = replica.store();

	private final String name = UUID.randomUUID().toString();

	private final LockId lock = LockId.of("app", this.name, "a");

	private final LockId another = LockId.of("app", this.name, "b");

	private final LockId unknown = LockId.of("app", this.name, "c");

	private final Acquisition holder = Locks.acquisition(this.lock);

	private SlotMigration migration;

	private static Config config() {
		Config config = new Config();
		ClusterServersConfig servers = config.useClusterServers();
		cluster.nodes().forEach((node) -> servers.addNodeAddress(node.url()));
		servers.setMasterConnectionMinimumIdleSize(2).setMasterConnectionPoolSize(16);
		return config;
	}

	@AfterEach
	void finish() {
		if (this.migration != null) {
			this.migration.close();
		}
	}

	/**
	 * What has been moved when a lock is used that is held, and that a caller waits for.
	 */
	enum Moved {

		NOTHING, LOCK, WAITERS, ALL

	}

	private void holdAndMove(Moved moved) {
		Locks.grant(store, this.holder);
		Locks.refuse(other.store(), Locks.acquisition(this.lock), WaitTime.of(Locks.LONG));
		move(moved);
	}

	private void move(Moved moved) {
		String key = key(this.lock);
		this.migration = SlotMigration.begin(cluster, key);
		if (moved == Moved.LOCK || moved == Moved.ALL) {
			this.migration.move(key);
		}
		if (moved == Moved.WAITERS || moved == Moved.ALL) {
			this.migration.move(key + "|w");
		}
	}

	private static String key(LockId lock) {
		return cluster.nodes()
			.stream()
			.flatMap((node) -> node.call((jedis) -> jedis.keys("*" + lock.value())).stream())
			.findFirst()
			.orElseThrow();
	}

	@ParameterizedTest
	@EnumSource
	void aLockIsRenewed(Moved moved) {
		holdAndMove(moved);
		assertThat(Locks.renew(store, this.holder)).isEqualTo(Outcome.RENEWED);
		assertThat(store.find(List.of(this.lock))).singleElement()
			.satisfies((found) -> assertThat(found.holder().remaining()).isGreaterThan(Locks.LONG));
	}

	@ParameterizedTest
	@EnumSource
	void aLockIsVerified(Moved moved) {
		holdAndMove(moved);
		assertThat(store.isHeld(this.holder)).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void aLockIsReleasedAndGrantedAgain(Moved moved) {
		holdAndMove(moved);
		assertThat(store.release(this.holder, Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED);
		assertThat(store.release(this.holder, Duration.ZERO)).isEqualTo(ReleaseOutcome.NOT_HELD);
		Acquisition next = Locks.acquisition(this.lock);
		Locks.grant(store, next);
		assertThat(store.release(next, Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED);
	}

	@ParameterizedTest
	@EnumSource
	void aLockThatNobodyWaitsForIsReleased(Moved moved) {
		Locks.grant(store, this.holder);
		move(moved);
		assertThat(store.release(this.holder, Locks.LONG)).isEqualTo(ReleaseOutcome.RELEASED);
		assertThat(store.find(List.of(this.lock))).extracting((found) -> found.holder().owner())
			.containsOnlyNulls()
			.hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void aLockIsFreedByForce(Moved moved) {
		holdAndMove(moved);
		assertThat(store.forceRelease(this.lock)).isTrue();
		assertThat(store.find(List.of(this.lock))).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void aLockIsBusy(Moved moved) {
		holdAndMove(moved);
		Locks.refuse(store, Locks.acquisition(this.lock));
		Locks.refuse(store, Locks.acquisition(this.lock), WaitTime.of(Locks.LONG));
	}

	@ParameterizedTest
	@EnumSource
	void aRequestThatIsRepeatedFindsItsGrant(Moved moved) {
		holdAndMove(moved);
		long token = store.find(List.of(this.lock)).get(0).token();
		assertThat(Locks.grant(store, this.holder)).isEqualTo(token);
		assertThat(store.acquire(this.holder, Locks.LONG, WaitTime.of(Locks.LONG))).extracting("token")
			.isEqualTo(token);
	}

	@ParameterizedTest
	@EnumSource
	void aLockThatIsUnknownIsGranted(Moved moved) {
		holdAndMove(moved);
		Acquisition first = Locks.acquisition(this.unknown);
		assertThat(store.acquire(first, Locks.LONG, WaitTime.of(Locks.LONG))).hasFieldOrProperty("token");
		assertThat(store.release(first, Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED);
		Locks.grant(store, Locks.acquisition(this.another));
		assertThat(store.find(List.of(this.lock, this.another, this.unknown))).extracting(LockRecord::lock)
			.containsExactlyInAnyOrder(this.lock, this.another);
	}

	@ParameterizedTest
	@EnumSource
	void manyLocksOfTheSlotAreRenewed(Moved moved) {
		Acquisition neighbour = Locks.acquisition(this.another);
		Locks.grant(store, neighbour);
		holdAndMove(moved);
		Acquisition gone = Locks.acquisition(this.unknown);
		assertThat(Locks.renewAll(store, List.of(this.holder, gone, neighbour)))
			.extracting((result) -> result.outcome())
			.containsExactly(Outcome.RENEWED, Outcome.LOST, Outcome.RENEWED);
	}

	@ParameterizedTest
	@EnumSource
	void aSetIsRenewedVerifiedAndReleased(Moved moved) {
		Acquisition set = Locks.acquisition(this.lock, this.another);
		Locks.grant(store, set);
		move(moved);
		assertThat(Locks.renew(store, set)).isEqualTo(Outcome.RENEWED);
		assertThat(store.isHeld(set)).isTrue();
		assertThat(store.release(set, Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED);
		assertThat(store.find(set.locks())).isEmpty();
		assertThat(store.release(set, Duration.ZERO)).isEqualTo(ReleaseOutcome.NOT_HELD);
	}

	@Test
	void aSetOfWhichOneLockIsLostIsLost() {
		Acquisition set = Locks.acquisition(this.lock, this.another);
		Locks.grant(store, set);
		store.forceRelease(this.another);
		move(Moved.LOCK);
		assertThat(Locks.renew(store, set)).isEqualTo(Outcome.LOST);
		assertThat(store.isHeld(set)).isFalse();
		assertThat(store.release(set, Duration.ZERO)).isEqualTo(ReleaseOutcome.NOT_HELD);
		assertThat(store.find(set.locks())).isEmpty();
	}

	/**
	 * All or none is more than two masters can do.
	 */
	@Test
	void aSetThatIsAtTwoMastersIsGrantedWhenItIsAtOne() {
		Acquisition set = Locks.acquisition(this.lock, this.another);
		Locks.grant(store, set);
		Locks.release(store, set);
		move(Moved.LOCK);
		Acquisition next = Locks.acquisition(this.lock, this.another);
		assertThatExceptionOfType(LockStoreException.class).isThrownBy(() -> Locks.grant(store, next))
			.withStackTraceContaining("TRYAGAIN");
		assertThat(store.find(next.locks())).isEmpty();
		CompletableFuture<Long> granted = CompletableFuture.supplyAsync(() -> Locks.grant(store, next));
		finish();
		assertThat(granted.join()).isPositive();
	}

	/**
	 * Redisson does not know a master without slots. It learns of it when the first slot
	 * has been moved there.
	 */
	@Test
	void aMasterIsKnownWhenItHasASlot() {
		Locks.grant(store, this.holder);
		String key = key(this.lock);
		this.migration = SlotMigration.begin(cluster, key, cluster.addNode());
		this.migration.move(key);
		assertThatExceptionOfType(LockStoreException.class).isThrownBy(() -> Locks.renew(store, this.holder));
		finish();
		Locks.await()
			.ignoreExceptionsInstanceOf(LockStoreException.class)
			.until(() -> Locks.renew(store, this.holder) == Outcome.RENEWED);
	}

	@Test
	void leasesAndWaitsOutlastAMigration() {
		LockRequest request = LockRequest.of(this.name, "a")
			.leaseTime(Duration.ofSeconds(3))
			.waitTime(Duration.ofMinutes(1));
		LockLease lease = replica.registry().acquire(request);
		CompletableFuture<LockLease> waiting = CompletableFuture.supplyAsync(() -> other.registry().acquire(request));
		Locks.await()
			.until(() -> cluster.nodes()
				.stream()
				.anyMatch((node) -> !node.call((jedis) -> jedis.keys("*" + this.lock.value() + "|w")).isEmpty()));
		move(Moved.LOCK);
		Duration before = Duration.ofSeconds(2);
		Locks.await().until(() -> store.find(List.of(this.lock)).get(0).holder().heldFor().compareTo(before) > 0);
		lease.release();
		waiting.join().release();
		assertThat(replica.losses()).isEmpty();
		assertThat(other.losses()).isEmpty();
	}

}
