// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.test.server.DatabaseServer;
import dev.distributedlock.test.server.FaultProxy;
import dev.distributedlock.test.server.RedisCluster;
import dev.distributedlock.test.server.RedisSentinels;
import dev.distributedlock.test.server.RedisServer;
import dev.distributedlock.test.server.SlotMigration;
import dev.distributedlock.torture.history.FaultKind;
import dev.distributedlock.torture.history.Recorder;

import org.springframework.util.Assert;

/**
 * Locks in several Redis servers, one of which goes. There is nothing between them and
 * the workers.
 */
final class RedisTopology extends Rig {

	private static final String OPERATION = """
			  timeout: 1000
			  retryAttempts: 0
			""";

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private final List<RedisServer> servers;

	/**
	 * Not where writes are to be lost: two masters have two histories.
	 */
	private final List<RedisMonitor> monitors = new ArrayList<>();

	private final AutoCloseable all;

	private final Path configuration;

	private final FaultKind fault;

	private final Runnable failOver;

	private final @Nullable Runnable reshard;

	private RedisTopology(DatabaseServer databases, Path folder, Duration lease, long seed, List<RedisServer> servers,
			AutoCloseable all, String configuration, FaultKind fault, Runnable failOver, @Nullable Runnable reshard) {
		super(Tables.create(databases.createDatabase(), databases.createDatabase(), false), folder, lease, seed);
		this.servers = servers;
		this.all = all;
		this.fault = fault;
		this.failOver = failOver;
		this.reshard = reshard;
		try {
			this.configuration = Files.writeString(folder.resolve("redisson.yaml"), configuration);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static RedisTopology sentinel(DatabaseServer databases, Path folder, Duration lease, long seed) {
		RedisSentinels sentinels = RedisSentinels.start();
		String configuration = """
				sentinelServersConfig:
				  masterName: %s
				  sentinelAddresses: [%s]
				""".formatted(RedisSentinels.MASTER_NAME, addresses(sentinels.sentinels())) + OPERATION;
		return new RedisTopology(databases, folder, lease, seed, List.of(sentinels.master()), sentinels, configuration,
				FaultKind.FAILOVER, () -> loseMaster(sentinels), null);
	}

	static RedisTopology cluster(DatabaseServer databases, Path folder, Duration lease, long seed) {
		RedisCluster cluster = RedisCluster.start();
		String configuration = """
				clusterServersConfig:
				  scanInterval: 500
				  nodeAddresses: [%s]
				""".formatted(addresses(cluster.nodes())) + OPERATION;
		RedisTopology rig = new RedisTopology(databases, folder, lease, seed, cluster.nodes(), cluster, configuration,
				FaultKind.DEAD_MASTER, () -> loseNode(cluster, lease, seed), () -> moveSlot(cluster, lease));
		cluster.nodes().forEach((node) -> rig.monitor(node, folder.resolve("redis-" + node.port() + ".tsv")));
		return rig;
	}

	private void monitor(RedisServer node, Path file) {
		this.monitors.add(new RedisMonitor(node, new RedisHistory(file)).start());
	}

	private static String addresses(List<RedisServer> servers) {
		return servers.stream().map(RedisServer::url).map("\"%s\""::formatted).collect(Collectors.joining(", "));
	}

	/**
	 * Let the replica miss the last writes of the master, and then take its part.
	 */
	private static void loseMaster(RedisSentinels sentinels) {
		sentinels.replica().call((jedis) -> jedis.replicaof("127.0.0.1", 1));
		Pause.millis(500);
		sentinels.failOver();
	}

	/**
	 * Lose the master of the hot locks, or in every other round another one.
	 */
	private static void loseNode(RedisCluster cluster, Duration lease, long seed) {
		RedisServer node = cluster.nodes()
			.stream()
			.filter((candidate) -> candidate.call((jedis) -> jedis.keys("*}:t:hot:*")).isEmpty() == (seed % 2 == 1))
			.findFirst()
			.orElseThrow();
		node.kill();
		Pause.millis(3 * lease.toMillis());
		node.start();
		Pause.until("The cluster is complete", PATIENCE,
				() -> cluster.nodes()
					.stream()
					.allMatch((other) -> other.call((jedis) -> jedis.clusterInfo()).contains("cluster_state:ok")));
	}

	/**
	 * Move the slot of the hot locks, a key at a time, in about two lease times.
	 */
	private static void moveSlot(RedisCluster cluster, Duration lease) {
		List<String> keys = cluster.nodes()
			.stream()
			.flatMap((node) -> node.call((jedis) -> jedis.keys("*}:t:hot:*")).stream())
			.toList();
		try (SlotMigration migration = SlotMigration.begin(cluster, keys.get(0))) {
			Pause.millis(lease.toMillis() / 2);
			for (String key : keys) {
				migration.move(key);
				Pause.millis(lease.toMillis() / keys.size());
			}
			Pause.millis(lease.toMillis() / 2);
		}
	}

	@Override
	Set<FaultKind> faults() {
		Set<FaultKind> faults = EnumSet.of(FaultKind.PAUSE, FaultKind.KILL, this.fault);
		if (this.reshard != null) {
			faults.add(FaultKind.RESHARDING);
		}
		return faults;
	}

	@Override
	FaultProxy newNetwork() {
		return FaultProxy.inFrontOf(this.servers.get(0).host(), this.servers.get(0).port());
	}

	@Override
	List<String> properties(FaultProxy network) {
		return properties(tables().url(), "--distributed-lock.type=redisson",
				"--distributed-lock.redisson.config=file:" + this.configuration,
				"--distributed-lock.redisson.operation-timeout=1s");
	}

	@Override
	void reshard() {
		Assert.state(this.reshard != null, "There is but one master");
		this.reshard.run();
	}

	@Override
	void failOver() {
		this.failOver.run();
		awaitGrants();
	}

	/**
	 * Wait until all workers have found who grants locks now. A replica grants none.
	 */
	private void awaitGrants() {
		long now = System.nanoTime();
		Pause.until("All workers are granted locks again", PATIENCE,
				() -> workers().stream().allMatch((worker) -> worker.hasBeenGrantedSince(now)));
	}

	@Override
	boolean isGuarded() {
		return false;
	}

	@Override
	void finish(Recorder recorder) {
		super.finish(recorder);
		this.monitors.forEach(RedisMonitor::close);
		Assert.state(this.monitors.stream().allMatch(RedisMonitor::hasHeardOfLocks), "A master was not used");
	}

	@Override
	public void close() {
		super.close();
		this.monitors.forEach(RedisMonitor::close);
		try {
			this.all.close();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
