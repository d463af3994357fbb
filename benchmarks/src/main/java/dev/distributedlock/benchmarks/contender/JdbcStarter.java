// SPDX-License-Identifier: Apache-2.0

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
