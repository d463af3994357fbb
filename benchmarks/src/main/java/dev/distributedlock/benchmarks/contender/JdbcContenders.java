// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.contender;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import com.zaxxer.hikari.HikariDataSource;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.provider.jdbctemplate.JdbcTemplateLockProvider;
import net.javacrumbs.shedlock.provider.jdbctemplate.JdbcTemplateLockProvider.Configuration;
import net.javacrumbs.shedlock.support.KeepAliveLockProvider;

import dev.distributedlock.benchmarks.server.Database;

import org.springframework.integration.jdbc.lock.DefaultLockRepository;
import org.springframework.integration.jdbc.lock.JdbcLockRegistry;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * Locks in a SQL database. All have pools of the same kind and size.
 */
public final class JdbcContenders {

	static final int POOL_SIZE = 8;

	private static final String TABLE = "distributed_lock";

	private final Database database;

	public JdbcContenders(Database database) {
		this.database = database;
	}

	/**
	 * Return everybody, the floor first.
	 * @return the contenders
	 */
	public List<Contender> all() {
		return List.of(floor(), ours(), shedLock(), springIntegration());
	}

	/**
	 * Return those who can wait, the floor first.
	 * @return the contenders
	 */
	public List<Contender> waiting() {
		return List.of(advisoryLock(), ours(), springIntegration());
	}

	/**
	 * Return those who can keep a lock alive.
	 * @param alternatives whether to include the alternatives
	 * @return the contenders
	 */
	public List<Contender> keeping(boolean alternatives) {
		return alternatives ? List.of(ours(), shedLockKeptAlive()) : List.of(ours());
	}

	/**
	 * Return the locks of this project, in a table of their own.
	 * @param name the name in the results
	 * @param table the name of the table
	 * @return the contender
	 */
	public Contender ours(String name, String table) {
		return Contender.of(name, () -> JdbcStarter.start(this.database, table));
	}

	/**
	 * Return what identifies a lock of this project in its table.
	 * @param key the key
	 * @return the id
	 */
	public static String lockId(String key) {
		return String.join(":", StarterReplica.APPLICATION, StarterReplica.LOCK, key);
	}

	private Contender ours() {
		return ours(Contender.OURS, TABLE);
	}

	private Contender floor() {
		return Contender.of(Contender.FLOOR, () -> {
			HikariDataSource pool = pool();
			JdbcFloor floor = new JdbcFloor(pool, this.database);
			return new PooledReplica((key, wait) -> floor.acquire(key), pool::close);
		});
	}

	private Contender advisoryLock() {
		return Contender.of(Contender.FLOOR, () -> {
			HikariDataSource pool = pool();
			AdvisoryLock lock = new AdvisoryLock(pool);
			return new PooledReplica((key, wait) -> lock.acquire(key), pool::close);
		});
	}

	private Contender shedLock() {
		return Contender.of(ShedLocks.NAME, () -> {
			HikariDataSource pool = pool();
			ShedLocks locks = new ShedLocks(provider(pool));
			return new PooledReplica((key, wait) -> locks.acquire(key), pool::close);
		});
	}

	private Contender shedLockKeptAlive() {
		return Contender.of(ShedLocks.NAME, () -> {
			HikariDataSource pool = pool();
			ScheduledExecutorService threads = Executors.newScheduledThreadPool(POOL_SIZE);
			ShedLocks locks = new ShedLocks(new KeepAliveLockProvider(provider(pool), threads));
			return new PooledReplica((key, wait) -> locks.acquire(key), () -> {
				threads.shutdownNow();
				pool.close();
			});
		});
	}

	private static JdbcTemplateLockProvider provider(HikariDataSource pool) {
		return new JdbcTemplateLockProvider(Configuration.builder()
			.withJdbcTemplate(new JdbcTemplate(pool))
			.withTransactionManager(new JdbcTransactionManager(pool))
			.usingDbTime()
			.build());
	}

	private Contender springIntegration() {
		return Contender.of("Spring Integration", () -> {
			HikariDataSource pool = pool();
			JdbcLockRegistry registry = new JdbcLockRegistry(repository(pool));
			return new PooledReplica((key, wait) -> JavaLocks.acquire(registry.obtain(key), wait), pool::close);
		});
	}

	private static DefaultLockRepository repository(HikariDataSource pool) {
		DefaultLockRepository repository = new DefaultLockRepository(pool);
		repository.setTransactionManager(new JdbcTransactionManager(pool));
		repository.afterPropertiesSet();
		repository.afterSingletonsInstantiated();
		repository.start();
		return repository;
	}

	private HikariDataSource pool() {
		return this.database.pool(POOL_SIZE);
	}

}
