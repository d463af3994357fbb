// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.redisson;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.redisson.config.ClusterServersConfig;
import org.redisson.config.Config;

import dev.distributedlock.LockStoreException;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.RenewalResult;
import dev.distributedlock.store.RenewalResult.Outcome;
import dev.distributedlock.test.Locks;
import dev.distributedlock.test.server.RedisCluster;
import dev.distributedlock.test.server.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of what only a cluster has: several masters.
 */
class ClusterTests {

	@AutoClose
	private static final RedisCluster cluster = RedisCluster.start();

	@AutoClose
	private static final Replica replica = Replica.of(config());

	@AutoClose
	private static final Replica other = Replica.of(config());

	private static final LockStore store = replica.store();

	private static Config config() {
		Config config = new Config();
		ClusterServersConfig servers = config.useClusterServers();
		cluster.nodes().forEach((node) -> servers.addNodeAddress(node.url()));
		servers.setMasterConnectionMinimumIdleSize(2).setMasterConnectionPoolSize(16);
		return config;
	}

	@Test
	void locksAreOnAllMasters() {
		grantEach(Locks.newLocks(100));
		assertThat(cluster.nodes())
			.allSatisfy((node) -> assertThat(node.<Long>call((jedis) -> jedis.dbSize())).isPositive());
	}

	@Test
	void aReleaseWakesUpAWaiterWhereverItListens() {
		for (Acquisition holder : grantEach(Locks.newLocks(10))) {
			WaitingTests.assertWokenUp(other.store(), () -> Locks.release(store, holder), holder.locks().get(0));
		}
	}

	@Test
	void aMasterThatHangsDoesNotKeepOthersFromBeingRenewed() throws Exception {
		List<Acquisition> acquisitions = grantEach(Locks.newLocks(60));
		String hanging = cluster.nodes().get(0).info("server").get("process_id");
		try (Replica patient = Replica.patient(config())) {
			outcomes(patient.store(), acquisitions);
			signal(hanging, "STOP");
			try {
				assertThat(CompletableFuture.supplyAsync(() -> outcomes(patient.store(), acquisitions)))
					.succeedsWithin(Duration.ofMinutes(1))
					.asInstanceOf(InstanceOfAssertFactories.list(Outcome.class))
					.contains(Outcome.RENEWED, Outcome.BLOCKED)
					.doesNotContain(Outcome.LOST);
			}
			finally {
				signal(hanging, "CONT");
			}
		}
		Locks.await()
			.ignoreExceptionsInstanceOf(LockStoreException.class)
			.until(() -> outcomes(store, acquisitions).stream().allMatch(Outcome.RENEWED::equals));
	}

	private static void signal(String server, String signal) throws Exception {
		assertThat(new ProcessBuilder("kill", "-" + signal, server).start().waitFor()).isZero();
	}

	@Test
	void aDeadMasterDoesNotKeepOthersFromBeingRenewed() {
		List<Acquisition> acquisitions = grantEach(Locks.newLocks(60));
		cluster.nodes().forEach((node) -> node.call((jedis) -> jedis.configSet("cluster-require-full-coverage", "no")));
		RedisServer dead = cluster.nodes().get(0);
		dead.kill();
		try {
			List<Outcome> outcomes = outcomes(store, acquisitions);
			assertThat(outcomes).contains(Outcome.RENEWED, Outcome.BLOCKED).doesNotContain(Outcome.LOST);
			Acquisition unreachable = acquisitions.get(outcomes.indexOf(Outcome.BLOCKED));
			assertThatExceptionOfType(LockStoreException.class).isThrownBy(() -> Locks.renew(store, unreachable));
			assertThatExceptionOfType(LockStoreException.class)
				.isThrownBy(() -> Locks.grant(store, Locks.acquisition(unreachable.locks())));
			Acquisition reachable = acquisitions.get(outcomes.indexOf(Outcome.RENEWED));
			assertThat(Locks.renew(store, reachable)).isEqualTo(Outcome.RENEWED);
		}
		finally {
			dead.start();
		}
		Locks.await()
			.ignoreExceptionsInstanceOf(LockStoreException.class)
			.until(() -> outcomes(store, acquisitions).stream().allMatch(Outcome.RENEWED::equals));
	}

	@Test
	void aClusterThatIsDownIsAFailure() {
		Acquisition holder = grantEach(Locks.newLocks(1)).get(0);
		cluster.nodes()
			.forEach((node) -> node.call((jedis) -> jedis.configSet("cluster-require-full-coverage", "yes")));
		RedisServer dead = cluster.nodes().get(2);
		dead.kill();
		try {
			Locks.await()
				.until(() -> cluster.nodes()
					.get(1)
					.call((jedis) -> jedis.clusterInfo().contains("cluster_state:fail")));
			for (LockId lock : Locks.newLocks(5)) {
				assertThatExceptionOfType(LockStoreException.class)
					.isThrownBy(() -> Locks.grant(store, Locks.acquisition(lock)));
			}
		}
		finally {
			dead.start();
		}
		Locks.await()
			.ignoreExceptionsInstanceOf(LockStoreException.class)
			.until(() -> Locks.renew(store, holder) == Outcome.RENEWED);
	}

	private static List<Acquisition> grantEach(List<LockId> locks) {
		List<Acquisition> acquisitions = new ArrayList<>();
		for (LockId lock : locks) {
			Acquisition acquisition = Locks.acquisition(lock);
			// Another test may have killed a master.
			Locks.await()
				.ignoreExceptionsInstanceOf(LockStoreException.class)
				.until(() -> Locks.grant(store, acquisition) > 0);
			acquisitions.add(acquisition);
		}
		return acquisitions;
	}

	/**
	 * With leases so short that results of other masters must not wait for long.
	 */
	private static List<Outcome> outcomes(LockStore store, List<Acquisition> acquisitions) {
		return store
			.renew(acquisitions.stream()
				.map((acquisition) -> new Renewal(acquisition, Duration.ofMillis(900), null))
				.toList())
			.stream()
			.map(RenewalResult::outcome)
			.toList();
	}

}
