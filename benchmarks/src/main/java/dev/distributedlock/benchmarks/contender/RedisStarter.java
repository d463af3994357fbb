// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.contender;

import java.util.Map;

import dev.distributedlock.autoconfigure.DistributedLockAutoConfiguration;
import dev.distributedlock.autoconfigure.RedissonLockStoreAutoConfiguration;
import dev.distributedlock.benchmarks.server.RedisServer;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/**
 * An application that keeps its locks in Redis.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({ RedissonLockStoreAutoConfiguration.class, DistributedLockAutoConfiguration.class })
class RedisStarter {

	static Replica start(RedisServer server, int database) {
		return StarterReplica.start(RedisStarter.class,
				Map.of("distributed-lock.type", "redisson", "distributed-lock.redisson.address",
						server.address() + "/" + database, "distributed-lock.redisson.connections",
						RedisContenders.CONNECTIONS));
	}

}
