// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

import dev.distributedlock.test.server.DatabaseServer;
import dev.distributedlock.test.server.FakeClock;
import dev.distributedlock.test.server.FaultProxy;
import dev.distributedlock.test.server.RedisProduct;
import dev.distributedlock.test.server.RedisServer;
import dev.distributedlock.torture.history.FaultKind;
import dev.distributedlock.torture.history.Recorder;

import org.springframework.util.Assert;

/**
 * Locks in Redis, registers and balances in PostgreSQL, which no fault reaches.
 */
final class RedisRig extends Rig {

	private static final int FLOOD = 20_000;

	private static final Set<FaultKind> FAULTS = EnumSet.of(FaultKind.PAUSE, FaultKind.KILL, FaultKind.TERMINATE,
			FaultKind.RESTART, FaultKind.AMNESIA, FaultKind.CUT_REPLIES, FaultKind.BLACK_HOLE, FaultKind.LOST_REQUESTS,
			FaultKind.LOST_REPLIES, FaultKind.DELAY, FaultKind.SLOW_CLOSE, FaultKind.POOL, FaultKind.FORGET_ALL,
			FaultKind.FORGET_ONE, FaultKind.INTERRUPTS, FaultKind.FROZEN_COMMIT, FaultKind.GARBAGE, FaultKind.CLOCK,
			FaultKind.EVICTION, FaultKind.MEMORY_FULL);

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final RedisServer redis;

	private final RedisMonitor monitor;

	private final @Nullable FakeClock clock;

	private Duration ahead = Duration.ZERO;

	RedisRig(DatabaseServer databases, RedisServer redis, Path folder, Duration lease, long seed) {
		this(databases, redis, null, folder, lease, seed);
	}

	private RedisRig(DatabaseServer databases, RedisServer redis, @Nullable FakeClock clock, Path folder,
			Duration lease, long seed) {
		super(Tables.create(databases.createDatabase(), databases.createDatabase(), false), folder, lease, seed);
		this.redis = redis;
		this.clock = clock;
		this.monitor = new RedisMonitor(redis, new RedisHistory(folder.resolve("redis.tsv"))).start();
	}

	/**
	 * Start a server with a clock that can be set. The test is aborted if there is no
	 * such clock.
	 */
	static RedisRig withClock(DatabaseServer databases, Path folder, Duration lease, long seed) {
		FakeClock clock = new FakeClock(folder.resolve("redis-clock"), Duration.ZERO);
		return new RedisRig(databases, RedisProduct.startServer(clock), clock, folder, lease, seed);
	}

	@Override
	Set<FaultKind> faults() {
		return (this.clock != null) ? EnumSet.of(FaultKind.PAUSE, FaultKind.KILL, FaultKind.STORE_CLOCK) : FAULTS;
	}

	@Override
	FaultProxy newNetwork() {
		return FaultProxy.inFrontOf(this.redis.host(), this.redis.port());
	}

	@Override
	List<String> properties(FaultProxy network) {
		return properties(tables().url(), "--distributed-lock.type=redisson",
				"--distributed-lock.redisson.address=redis://127.0.0.1:" + network.port(),
				"--distributed-lock.redisson.operation-timeout=1s");
	}

	@Override
	boolean isUp() {
		try {
			return super.isUp() && this.redis.call(Jedis::ping).equals("PONG");
		}
		catch (JedisException ex) {
			return false;
		}
	}

	@Override
	void killServer() {
		this.redis.kill();
	}

	@Override
	void startServer() {
		this.redis.start();
	}

	@Override
	void forgetAll() {
		this.redis.call(Jedis::flushAll);
	}

	@Override
	void forget(String lock) {
		this.redis.call((jedis) -> jedis.keys("*}:" + lock).stream().mapToLong(jedis::del).sum());
	}

	/**
	 * Let a cache use up the memory of the server, which then evicts locks too.
	 */
	@Override
	void evict() {
		this.redis.call((jedis) -> {
			jedis.echo(RedisHistory.EVICTING);
			jedis.configSet("maxmemory-policy", "allkeys-random");
			jedis.configSet("maxmemory", "3mb");
			for (int i = 0; i < FLOOD; i++) {
				jedis.set("cache-" + i, "some value that takes up memory");
			}
			jedis.configSet("maxmemory", "0");
			jedis.configSet("maxmemory-policy", "noeviction");
			return jedis.echo(RedisHistory.EVICTED);
		});
	}

	/**
	 * As if a cache had used it up: what is freed is of no use.
	 */
	@Override
	void withFullMemory(Runnable meanwhile) {
		limitMemory("1");
		try {
			meanwhile.run();
		}
		finally {
			limitMemory("0");
		}
	}

	private void limitMemory(String bytes) {
		this.redis.call((jedis) -> jedis.configSet("maxmemory", bytes));
	}

	@Override
	void stepClock(Duration step) {
		Assert.state(this.clock != null, "Redis has no clock of its own");
		long before = seconds();
		this.ahead = this.ahead.plus(step);
		this.clock.set(this.ahead);
		Pause.until("Redis follows the clock", PATIENCE, () -> seconds() - before >= step.toSeconds());
	}

	/**
	 * Its scripts ask for the time that it has been asked for already.
	 */
	@Override
	void awaitSteppedClock(Duration step) {
	}

	private long seconds() {
		return Long.parseLong(this.redis.call(Jedis::time).get(0));
	}

	@Override
	boolean isGuarded() {
		return false;
	}

	@Override
	void finish(Recorder recorder) {
		super.finish(recorder);
		this.monitor.close();
		Assert.state(this.monitor.hasHeardOfLocks(), "Redis has told of no lock");
	}

	@Override
	public void close() {
		super.close();
		this.monitor.close();
		if (this.clock != null) {
			this.redis.close();
		}
	}

}
