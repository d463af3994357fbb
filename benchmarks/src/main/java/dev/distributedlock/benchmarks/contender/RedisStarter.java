/*
 * Copyright 2026 the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package dev.distributedlock.benchmarks.contender;

import java.util.Map;

import dev.distributedlock.autoconfigure.DistributedLockAutoConfiguration;
import dev.distributedlock.autoconfigure.RedissonLockStoreAutoConfiguration;
import dev.distributedlock.benchmarks.server.RedisServer;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/**
 * An application that keeps its locks in Redis.
 *
 * @author The Distributed Lock authors
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
