// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.contender;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import net.javacrumbs.shedlock.provider.redis.spring.RedisLockProvider;
import net.javacrumbs.shedlock.support.KeepAliveLockProvider;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RFencedLock;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

import dev.distributedlock.benchmarks.server.RedisServer;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.integration.redis.util.RedisLockRegistry;
import org.springframework.integration.redis.util.RedisLockRegistry.RedisLockType;

/**
 * Locks in Redis. All who use Redisson have clients of the same kind and size.
 */
public final class RedisContenders {

	/**
	 * Name of the lock of Redisson that others are compared with.
	 */
	public static final String RLOCK = "RLock";

	static final int CONNECTIONS = 8;

	private final RedisServer server;

	public RedisContenders(RedisServer server) {
		this.server = server;
	}

	/**
	 * Return everybody, the floor first.
	 * @return the contenders
	 */
	public List<Contender> all() {
		return List.of(redisson(Contender.FLOOR, RedisFloor::through), floorThroughLettuce(), ours(Contender.OURS, 0),
				shedLock(), springIntegration("Spring Integration", RedisLockType.SPIN_LOCK), rLock(), fencedLock());
	}

	/**
	 * Return those who can wait, the floor first.
	 * @return the contenders
	 */
	public List<Contender> waiting() {
		return List.of(blockingPop(), ours(Contender.OURS, 0),
				springIntegration("Spring Integration, spin", RedisLockType.SPIN_LOCK),
				springIntegration("Spring Integration, pub/sub", RedisLockType.PUB_SUB_LOCK), rLock());
	}

	/**
	 * Return those who can keep a lock alive.
	 * @param alternatives whether to include the alternatives
	 * @return the contenders
	 */
	public List<Contender> keeping(boolean alternatives) {
		Contender ours = ours(Contender.OURS, 0);
		return alternatives ? List.of(ours, rLock(), shedLockKeptAlive()) : List.of(ours);
	}

	/**
	 * Return the locks of this project, in a database of their own.
	 * @param name the name in the results
	 * @param database the number of the database
	 * @return the contender
	 */
	public Contender ours(String name, int database) {
		return Contender.of(name, () -> RedisStarter.start(this.server, database));
	}

	private Contender redisson(String name, Function<RedissonClient, Replica> replica) {
		return Contender.of(name, () -> {
			Config config = new Config();
			config.useSingleServer()
				.setAddress(this.server.address())
				.setConnectionPoolSize(CONNECTIONS)
				.setConnectionMinimumIdleSize(CONNECTIONS);
			return replica.apply(Redisson.create(config));
		});
	}

	private Contender floorThroughLettuce() {
		return Contender.of("floor through Lettuce",
				() -> RedisFloor.through(RedisClient.create(RedisURI.create(this.server.host(), this.server.port()))));
	}

	private Contender blockingPop() {
		return redisson(Contender.FLOOR, (client) -> {
			BlockingPop pop = new BlockingPop(client);
			return new PooledReplica(pop::acquire, client::shutdown);
		});
	}

	private Contender rLock() {
		return redisson(RLOCK,
				(client) -> new PooledReplica((key, wait) -> acquire(client.getLock("lock:" + key), wait),
						client::shutdown));
	}

	private static @Nullable Held acquire(RLock lock, Duration wait) throws InterruptedException {
		return lock.tryLock(wait.toMillis(), TimeUnit.MILLISECONDS) ? lock::unlock : null;
	}

	private Contender fencedLock() {
		return redisson("RFencedLock", (client) -> new PooledReplica((key, wait) -> {
			RFencedLock lock = client.getFencedLock("fenced:" + key);
			Long token = lock.tryLockAndGetToken(wait.toMillis(), TimeUnit.MILLISECONDS);
			return (token != null) ? lock::unlock : null;
		}, client::shutdown));
	}

	private Contender shedLock() {
		return Contender.of(ShedLocks.NAME, () -> {
			LettuceConnectionFactory connections = lettuce();
			ShedLocks locks = new ShedLocks(new RedisLockProvider(connections));
			return new PooledReplica((key, wait) -> locks.acquire(key), connections::destroy);
		});
	}

	private Contender shedLockKeptAlive() {
		return Contender.of(ShedLocks.NAME, () -> {
			LettuceConnectionFactory connections = lettuce();
			ScheduledExecutorService threads = Executors.newScheduledThreadPool(CONNECTIONS);
			ShedLocks locks = new ShedLocks(new KeepAliveLockProvider(new RedisLockProvider(connections), threads));
			return new PooledReplica((key, wait) -> locks.acquire(key), () -> {
				threads.shutdownNow();
				connections.destroy();
			});
		});
	}

	private Contender springIntegration(String name, RedisLockType type) {
		return Contender.of(name, () -> {
			LettuceConnectionFactory connections = lettuce();
			RedisLockRegistry registry = new RedisLockRegistry(connections, "registry-" + type);
			registry.setRedisLockType(type);
			return new PooledReplica((key, wait) -> JavaLocks.acquire(registry.obtain(key), wait), () -> {
				registry.destroy();
				connections.destroy();
			});
		});
	}

	private LettuceConnectionFactory lettuce() {
		LettuceConnectionFactory connections = new LettuceConnectionFactory(this.server.host(), this.server.port());
		connections.afterPropertiesSet();
		connections.start();
		return connections;
	}

}
