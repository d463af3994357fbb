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
import dev.distributedlock.autoconfigure.JdbcLockStoreAutoConfiguration;
import dev.distributedlock.benchmarks.server.Database;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/**
 * An application that keeps its locks in a database.
 *
 * @author The Distributed Lock authors
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({ DataSourceAutoConfiguration.class, DataSourceTransactionManagerAutoConfiguration.class,
		JdbcLockStoreAutoConfiguration.class, DistributedLockAutoConfiguration.class })
class JdbcStarter {

	static Replica start(Database database, String table) {
		return StarterReplica.start(JdbcStarter.class,
				Map.of("spring.datasource.url", database.url(), "spring.datasource.username", database.username(),
						"spring.datasource.hikari.minimum-idle", 0, "spring.datasource.hikari.maximum-pool-size",
						JdbcContenders.POOL_SIZE, "distributed-lock.jdbc.connections", JdbcContenders.POOL_SIZE,
						"distributed-lock.jdbc.table-name", table, "distributed-lock.jdbc.initialize-schema",
						"always"));
	}

}
