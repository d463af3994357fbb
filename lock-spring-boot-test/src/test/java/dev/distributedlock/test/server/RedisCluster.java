// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import redis.clients.jedis.Jedis;

/**
 * A Redis Cluster of three masters without replicas, as local processes.
 */
public final class RedisCluster implements AutoCloseable {

	private static final int SLOTS = 16384;

	private static final int MASTERS = 3;

	private static final Duration NODE_TIMEOUT = Duration.ofSeconds(2);

	private final List<RedisServer> nodes;

	private RedisCluster(List<RedisServer> nodes) {
		this.nodes = nodes;
	}

	/**
	 * Start a cluster and wait until it serves all slots.
	 * @return the cluster, removed when it is closed
	 */
	public static RedisCluster start() {
		RedisCluster cluster = new RedisCluster(
				new ArrayList<>(Stream.generate(RedisCluster::node).limit(MASTERS).toList()));
		TestServers.closeAtEnd(cluster);
		cluster.form();
		RedisServer node = cluster.nodes.get(0);
		ServerSummary.ran(ServerSummary.REDIS_CLUSTER, node.version(), MASTERS + " masters, " + node.provision());
		return cluster;
	}

	private static RedisServer node() {
		return new RedisServer(RedisPrograms.server(ServerFiles.freePortWithBus(), "--cluster-enabled", "yes",
				"--cluster-node-timeout", "" + NODE_TIMEOUT.toMillis()));
	}

	/**
	 * Add a master that serves no slots yet.
	 * @return the new node
	 */
	public RedisServer addNode() {
		RedisServer node = node();
		node.start();
		this.nodes.add(node);
		awaitComplete();
		return node;
	}

	private void form() {
		this.nodes.forEach(RedisServer::start);
		for (int i = 0; i < MASTERS; i++) {
			int[] slots = IntStream.range(i * SLOTS / MASTERS, (i + 1) * SLOTS / MASTERS).toArray();
			this.nodes.get(i).call((jedis) -> jedis.clusterAddSlots(slots));
		}
		awaitComplete();
	}

	/**
	 * Introduce the nodes to each other, and again if that did not help: a node forgets
	 * another that does not answer within the node time-out.
	 */
	private void awaitComplete() {
		ServerProcess.awaitTrue(() -> {
			this.nodes.forEach(this::meet);
			Awaitility.await()
				.atMost(NODE_TIMEOUT.multipliedBy(2))
				.until(() -> this.nodes.stream().allMatch(this::isComplete));
			return true;
		});
	}

	private void meet(RedisServer node) {
		RedisServer first = this.nodes.get(0);
		node.call((jedis) -> jedis.clusterMeet(first.host(), first.port()));
	}

	private boolean isComplete(RedisServer node) {
		String info = node.call(Jedis::clusterInfo);
		return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + this.nodes.size());
	}

	/**
	 * Return the masters.
	 * @return the nodes
	 */
	public List<RedisServer> nodes() {
		return List.copyOf(this.nodes);
	}

	@Override
	public void close() {
		this.nodes.forEach(RedisServer::close);
	}

}
