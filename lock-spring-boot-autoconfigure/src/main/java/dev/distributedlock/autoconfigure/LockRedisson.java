// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.net.MalformedURLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisException;
import org.redisson.config.Config;

import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.redisson.RedisFailures;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * The client that locks use: that of the application, or one of our own, which is not a
 * {@link RedissonClient} bean that the application would notice.
 * <p>
 * A server that is down does not keep the application from starting: a client of our own
 * is then made anew from time to time, until it is connected. Redisson could do that by
 * itself (lazy initialization), but on the threads of who wants a lock, and it would look
 * for ever for the master that sentinels named at first.
 */
final class LockRedisson implements DisposableBean {

	private static final Log logger = LogFactory.getLog(LockRedisson.class);

	/**
	 * Soon at first: what is slow when everything starts may well answer then.
	 */
	private static final long FIRST_RETRY_MILLIS = 100;

	private static final long LONGEST_RETRY_MILLIS = 5000;

	/**
	 * Logs the version of Redisson for each client. The first of them has done so.
	 */
	private static final String BANNER = "org.redisson.Version";

	private final @Nullable RedissonClient shared;

	private final @Nullable Config config;

	private final CountDownLatch ended = new CountDownLatch(1);

	private @Nullable RedissonClient own;

	private LockRedisson(@Nullable RedissonClient shared, @Nullable Config config) {
		this.shared = shared;
		this.config = config;
	}

	static LockRedisson of(RedissonClient shared) {
		return new LockRedisson(shared, null);
	}

	static LockRedisson of(Config config) {
		return new LockRedisson(null, config);
	}

	/**
	 * Open a store, now or as soon as that is possible.
	 * @param stores opens a store with a client that is connected
	 */
	LockStore open(Function<RedissonClient, LockStore> stores) {
		if (this.shared != null) {
			return stores.apply(this.shared);
		}
		try {
			return connect(stores);
		}
		catch (RedisException ex) {
			logger.warn("No lock can be taken at present, which is tried again until it can. "
					+ RedisFailures.describe(ex));
			LateLockStore store = new LateLockStore(ex);
			Thread thread = new Thread(() -> connectLater(stores, store), "distributed-lock-redis");
			thread.setDaemon(true);
			thread.start();
			return store;
		}
	}

	private void connectLater(Function<RedissonClient, LockStore> stores, LateLockStore store) {
		LoggingSystem.get(LockRedisson.class.getClassLoader()).setLogLevel(BANNER, LogLevel.WARN);
		ExponentialBackOff backOff = new ExponentialBackOff(FIRST_RETRY_MILLIS, 2);
		backOff.setMaxInterval(LONGEST_RETRY_MILLIS);
		BackOffExecution pauses = backOff.start();
		try {
			while (!this.ended.await(pauses.nextBackOff(), TimeUnit.MILLISECONDS)) {
				try {
					store.set(connect(stores));
					logger.info("Redis has been reached, and locks can be taken");
					return;
				}
				catch (RedisException ex) {
					store.failed(ex);
					logger.debug("Still no lock can be taken", ex);
				}
				catch (Throwable ex) {
					store.failed((ex instanceof RuntimeException failure) ? failure : new IllegalStateException(ex));
					logger.warn("Redis has been reached, but cannot be used for locks", ex);
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private synchronized LockStore connect(Function<RedissonClient, LockStore> stores) {
		RedissonClient client = create();
		try {
			if (this.ended.getCount() == 0) {
				throw new IllegalStateException("The application is being stopped");
			}
			LockStore store = stores.apply(client);
			this.own = client;
			return store;
		}
		finally {
			if (this.own != client) {
				client.shutdown();
			}
		}
	}

	/**
	 * Redisson quotes an address that is not a URL, and with it a part of a password.
	 */
	private RedissonClient create() {
		try {
			return Redisson.create(config());
		}
		catch (IllegalArgumentException ex) {
			if (ex.getCause() instanceof MalformedURLException) {
				throw RedisAddress.invalid("An address in the configuration of Redisson is not a URL.");
			}
			throw ex;
		}
	}

	/**
	 * What clients of our own are made from.
	 */
	Config config() {
		if (this.config == null) {
			throw new IllegalStateException("The client is the application's");
		}
		return this.config;
	}

	@Override
	public void destroy() {
		this.ended.countDown();
		synchronized (this) {
			if (this.own != null) {
				this.own.shutdown();
			}
		}
	}

}
