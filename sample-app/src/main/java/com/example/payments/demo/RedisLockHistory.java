// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisMonitor;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Keeps every version of every lock in Redis: the server itself tells what its scripts
 * write, in the order in which they do ({@code MONITOR}).
 */
final class RedisLockHistory {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final URI address;

	private final JdbcClient jdbc;

	private final Jedis jedis;

	private final String endMark = UUID.randomUUID().toString();

	private final CountDownLatch begun = new CountDownLatch(1);

	private final CountDownLatch ended = new CountDownLatch(1);

	private volatile @Nullable RuntimeException failure;

	private RedisLockHistory(URI address, JdbcClient jdbc) {
		this.address = address;
		this.jdbc = jdbc;
		this.jedis = new Jedis(address.getHost(), address.getPort());
	}

	/**
	 * Begin to keep versions.
	 * @param redis address of the server, null if locks are not in Redis
	 * @param jdbc where the history is kept
	 * @return the history, null if locks are not in Redis
	 */
	static @Nullable RedisLockHistory begin(@Nullable String redis, JdbcClient jdbc) {
		if (redis == null) {
			return null;
		}
		RedisLockHistory history = new RedisLockHistory(URI.create(redis), jdbc);
		Thread thread = new Thread(history::record, "redis-lock-history");
		thread.setDaemon(true);
		thread.start();
		history.await(history.begun);
		return history;
	}

	private void record() {
		try {
			this.jedis.monitor(new Monitor());
		}
		catch (RuntimeException ex) {
			this.failure = ex;
		}
	}

	private void insert(RedisLockVersion version) {
		this.jdbc.sql("""
				INSERT INTO distributed_lock_history (lock_id, token, owner, acquired_at, expires_at)
				VALUES (:lock, :token, :owner, :acquiredAt, :expiresAt)
				""").paramSource(version).update();
	}

	/**
	 * Wait until all that has happened so far is in the history, and end it.
	 */
	void close() {
		try (this.jedis; Jedis other = new Jedis(this.address.getHost(), this.address.getPort())) {
			other.echo(this.endMark);
			await(this.ended);
		}
	}

	private void await(CountDownLatch latch) {
		Pause.until(PATIENCE, 10, () -> latch.getCount() == 0 || this.failure != null);
		if (latch.getCount() > 0) {
			throw new DemonstrationException("Redis did not tell what it wrote: " + this.failure);
		}
	}

	private final class Monitor extends JedisMonitor {

		@Override
		public void proceed(Connection connection) {
			RedisLockHistory.this.begun.countDown();
			super.proceed(connection);
		}

		@Override
		public void onCommand(String command) {
			RedisLockVersion.parse(command).ifPresent(RedisLockHistory.this::insert);
			if (command.contains(RedisLockHistory.this.endMark)) {
				RedisLockHistory.this.ended.countDown();
			}
		}

	}

}
