// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.redisson.api.RedissonClient;
import org.redisson.api.redisnode.RedisNode;
import org.redisson.api.redisnode.RedisNode.InfoSection;
import org.redisson.api.redisnode.RedisNodes;

import dev.distributedlock.LockStoreException;
import dev.distributedlock.autoconfigure.DistributedLockRedissonProperties.ServerCheck;
import dev.distributedlock.store.redisson.RedisFailures;
import dev.distributedlock.store.redisson.RedissonLockStore;

/**
 * Looks whether servers keep what they are told: whether they may evict locks, are
 * replicas, or too old.
 */
final class RedisServerCheck {

	private static final Log logger = LogFactory.getLog(RedisServerCheck.class);

	private final RedissonClient client;

	private final RedissonLockStore store;

	private final ServerCheck check;

	RedisServerCheck(RedissonClient client, RedissonLockStore store, ServerCheck check) {
		this.client = client;
		this.store = store;
		this.check = check;
	}

	void run() {
		if (this.check == ServerCheck.OFF) {
			return;
		}
		Map<String, List<String>> problems = new LinkedHashMap<>();
		try {
			masters().forEach((master) -> look(master).forEach(
					(problem) -> problems.computeIfAbsent(problem, (key) -> new ArrayList<>()).add(address(master))));
		}
		catch (RuntimeException ex) {
			notChecked(ex);
			if (RedisFailures.answer(ex).isEmpty()) {
				return;
			}
		}
		checkNotifications();
		if (this.check == ServerCheck.FAIL && !problems.isEmpty()) {
			throw new LockSetupException("Distributed locks would not be safe in this Redis. " + describe(problems),
					"Change the server, or keep locks in another one (distributed-lock.redisson.address)."
							+ " With distributed-lock.redisson.server-check=warn, this is a warning.");
		}
		if (!problems.isEmpty()) {
			logger.warn("Distributed locks may not be safe in this Redis. " + describe(problems));
		}
	}

	private Collection<? extends RedisNode> masters() {
		if (this.client.getConfig().isClusterConfig()) {
			return this.client.getRedisNodes(RedisNodes.CLUSTER).getMasters();
		}
		return List.of(this.client.getConfig().isSentinelConfig()
				? this.client.getRedisNodes(RedisNodes.SENTINEL_MASTER_SLAVE).getMaster()
				: this.client.getRedisNodes(RedisNodes.SINGLE).getInstance());
	}

	private static List<String> look(RedisNode master) {
		RedisServerInfo info = new RedisServerInfo(master.info(InfoSection.SERVER), master.info(InfoSection.MEMORY),
				master.info(InfoSection.REPLICATION), master.info(InfoSection.PERSISTENCE));
		if (!info.appendsToFile()) {
			logger.info("Redis at " + address(master) + " has no append-only file: if it restarts, it may have"
					+ " forgotten locks that are held. Only fencing protects a resource from that");
		}
		return info.problems();
	}

	/**
	 * The store logs what it finds. Locks are safe without notifications.
	 */
	private void checkNotifications() {
		try {
			this.store.checkNotifications();
		}
		catch (LockStoreException ex) {
			logger.debug("It could not be checked whether Redis lets locks notify waiters", ex);
		}
	}

	/**
	 * A server that answers may just not let locks look.
	 */
	private static void notChecked(RuntimeException ex) {
		String reason = RedisFailures.describe(ex);
		if (RedisFailures.answer(ex).isPresent()) {
			logger.info("It could not be checked whether Redis keeps locks as it should. " + reason);
		}
		else {
			logger.warn("No lock can be taken at present. " + reason);
		}
	}

	private static String address(RedisNode master) {
		return master.getAddr().getHostString() + ":" + master.getAddr().getPort();
	}

	private static String describe(Map<String, List<String>> problems) {
		return problems.entrySet()
			.stream()
			.map((entry) -> String.join(", ", entry.getValue()) + " " + entry.getKey())
			.collect(Collectors.joining(" "));
	}

}
