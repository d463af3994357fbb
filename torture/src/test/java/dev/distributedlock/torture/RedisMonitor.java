// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture;

import java.util.concurrent.atomic.AtomicLong;

import org.awaitility.Awaitility;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisMonitor;
import redis.clients.jedis.exceptions.JedisException;

import dev.distributedlock.test.server.RedisServer;

/**
 * Listens to what a Redis server executes. What it executes while nobody listens, since
 * it has just been started again, is unknown.
 */
final class RedisMonitor implements AutoCloseable {

	private final RedisServer server;

	private final RedisHistory history;

	private final AtomicLong heard = new AtomicLong();

	private final Thread thread = new Thread(this::run, "redis-monitor");

	private volatile boolean closed;

	RedisMonitor(RedisServer server, RedisHistory history) {
		this.server = server;
		this.history = history;
	}

	/**
	 * Begin, and wait until nothing is missed.
	 */
	RedisMonitor start() {
		this.thread.start();
		awaitNext();
		return this;
	}

	private void awaitNext() {
		long before = this.heard.get();
		Awaitility.await("monitor of Redis").ignoreException(JedisException.class).until(() -> {
			this.server.call((jedis) -> jedis.echo("heard"));
			return this.heard.get() > before;
		});
	}

	private void run() {
		while (!this.closed) {
			try (Jedis jedis = new Jedis(this.server.host(), this.server.port())) {
				jedis.monitor(new JedisMonitor() {
					@Override
					public void onCommand(String command) {
						RedisMonitor.this.history.add(RedisCommand.parse(command));
						RedisMonitor.this.heard.incrementAndGet();
						if (RedisMonitor.this.closed) {
							this.client.disconnect();
						}
					}
				});
			}
			catch (JedisException ex) {
				this.history.forget();
				Pause.millis(20);
			}
		}
	}

	boolean hasHeardOfLocks() {
		return this.history.hasLocks();
	}

	/**
	 * Wait for what was executed before, and end, once.
	 */
	@Override
	public void close() {
		if (!this.closed) {
			awaitNext();
			this.closed = true;
			Awaitility.await("end of the monitor").until(() -> {
				this.server.call((jedis) -> jedis.echo("end"));
				return !this.thread.isAlive();
			});
			this.history.close();
		}
	}

}
