// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.util.List;

import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.MigrateParams;

/**
 * Moves a slot of a cluster from one master to another, step by step, as
 * {@code redis-cli --cluster reshard} does. Ends when it is closed, wherever it has got
 * to.
 */
public final class SlotMigration implements AutoCloseable {

	private static final int TIMEOUT_MILLIS = 10_000;

	private final int slot;

	private final RedisServer source;

	private final RedisServer target;

	private final List<RedisServer> nodes;

	private SlotMigration(int slot, RedisServer source, RedisServer target, List<RedisServer> nodes) {
		this.slot = slot;
		this.source = source;
		this.target = target;
		this.nodes = nodes;
	}

	/**
	 * Begin to move the slot of a key. Moves none of its keys.
	 * @param cluster where the slot is
	 * @param key a key that is there
	 * @return what moves the slot
	 */
	public static SlotMigration begin(RedisCluster cluster, String key) {
		List<RedisServer> nodes = cluster.nodes();
		RedisServer source = source(nodes, slot(nodes, key));
		return begin(cluster, key, nodes.get((nodes.indexOf(source) + 1) % nodes.size()));
	}

	/**
	 * Begin to move the slot of a key. Moves none of its keys.
	 * @param cluster where the slot is
	 * @param key a key that is there
	 * @param target where to move it
	 * @return what moves the slot
	 */
	public static SlotMigration begin(RedisCluster cluster, String key, RedisServer target) {
		List<RedisServer> nodes = cluster.nodes();
		int slot = slot(nodes, key);
		RedisServer source = source(nodes, slot);
		SlotMigration migration = new SlotMigration(slot, source, target, nodes);
		target.call((jedis) -> jedis.clusterSetSlotImporting(slot, id(source)));
		source.call((jedis) -> jedis.clusterSetSlotMigrating(slot, id(target)));
		return migration;
	}

	private static int slot(List<RedisServer> nodes, String key) {
		return nodes.get(0).<Long>call((jedis) -> jedis.clusterKeySlot(key)).intValue();
	}

	private static RedisServer source(List<RedisServer> nodes, int slot) {
		return nodes.stream()
			.filter((node) -> node.<Long>call((jedis) -> jedis.clusterCountKeysInSlot(slot)) > 0)
			.findFirst()
			.orElseThrow();
	}

	private static String id(RedisServer node) {
		return node.call(Jedis::clusterMyId);
	}

	/**
	 * Move a key if there is one.
	 * @param key the key
	 */
	public void move(String key) {
		this.source.call((jedis) -> jedis.migrate(this.target.host(), this.target.port(), TIMEOUT_MILLIS,
				MigrateParams.migrateParams(), key));
	}

	/**
	 * Move what is left, and give the slot to its new master.
	 */
	@Override
	public void close() {
		List<String> keys = this.source.call((jedis) -> jedis.clusterGetKeysInSlot(this.slot, Integer.MAX_VALUE));
		keys.forEach(this::move);
		String id = id(this.target);
		this.target.call((jedis) -> jedis.clusterSetSlotNode(this.slot, id));
		this.nodes.forEach((node) -> node.call((jedis) -> jedis.clusterSetSlotNode(this.slot, id)));
	}

}
