// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.jdbc;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockStoreException;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockListeners;
import dev.distributedlock.store.LockStore.Subscription;
import dev.distributedlock.store.jdbc.PostgresListener.Result;

import org.springframework.core.NestedExceptionUtils;

/**
 * Has PostgreSQL wake up who waits: it tells one connection, which is open only while
 * somebody waits, and for some time after that.
 */
final class PostgresWakeUp implements WakeUp {

	private static final Log logger = LogFactory.getLog(PostgresWakeUp.class);

	private static final long SHORTEST_BACK_OFF = 100;

	private static final long LONGEST_BACK_OFF = TimeUnit.SECONDS.toMillis(10);

	/**
	 * How long to do without where notifications do not arrive.
	 */
	private static final long DEAF_TIME = TimeUnit.HOURS.toNanos(1);

	/**
	 * How often in a row there may be no second connection: pools make them in the
	 * background.
	 */
	private static final int STARVED_TRIES = 5;

	private static final Duration CLOSE_TIME = Duration.ofSeconds(2);

	private final LockConnections connections;

	private final PostgresListener.HandOff handOff;

	private final PostgresMarks marks;

	private final long listenTime;

	private final LockListeners listeners = new LockListeners();

	private final PostgresListener listener;

	/**
	 * Locks that somebody was told of who waits for others too.
	 */
	private final Set<String> toldOfSets = ConcurrentHashMap.newKeySet();

	private final AtomicBoolean running = new AtomicBoolean();

	private volatile @Nullable Thread thread;

	private volatile long neededUntil = System.nanoTime();

	private volatile long deafUntil = System.nanoTime();

	private volatile boolean warned;

	private int starved;

	private volatile boolean closed;

	PostgresWakeUp(LockConnections connections, PostgresListener.HandOff handOff, PostgresMarks marks,
			Duration listenTime) {
		this.connections = connections;
		this.handOff = handOff;
		this.marks = marks;
		this.listenTime = listenTime.toNanos();
		this.listener = new PostgresListener(connections, handOff, marks.channel(), this.listeners, this::isNeeded);
	}

	@Override
	public Subscription subscribe(Collection<LockId> locks, Runnable listener) {
		if (locks.size() == 1) {
			return this.listeners.add(locks, listener, this::isLive);
		}
		List<String> ids = LockDialect.values(locks);
		Subscription subscription = this.listeners.add(locks, () -> {
			this.toldOfSets.addAll(ids);
			listener.run();
		}, this::isLive);
		return new Subscription() {

			@Override
			public boolean isLive() {
				return subscription.isLive();
			}

			@Override
			public void close() {
				subscription.close();
				ids.forEach(PostgresWakeUp.this.toldOfSets::remove);
			}

		};
	}

	@Override
	public boolean isLive() {
		return this.listener.isLive() && this.marks.areLeft();
	}

	/**
	 * Begins to listen. Who is refused a set, although one of its locks has become free,
	 * leaves that to others.
	 */
	@Override
	public void refused(Acquisition acquisition) {
		this.neededUntil = System.nanoTime() + this.listenTime;
		if (!this.running.get()) {
			start();
		}
		if (acquisition.locks().size() > 1) {
			List<String> told = LockDialect.values(acquisition.locks())
				.stream()
				.filter(this.toldOfSets::remove)
				.toList();
			passOn(told);
		}
	}

	private void passOn(List<String> locks) {
		if (!locks.isEmpty()) {
			try {
				this.connections.execute("notify another waiter", (statements) -> {
					this.handOff.passOn(statements, locks);
					return null;
				});
			}
			catch (LockStoreException ex) {
				logger.debug("Failed to tell others that a lock is free, they will find out", ex);
			}
		}
	}

	private boolean isNeeded() {
		long now = System.nanoTime();
		return !this.closed && this.marks.areLeft() && now - this.neededUntil < 0 && now - this.deafUntil >= 0;
	}

	private void start() {
		if (isNeeded() && this.running.compareAndSet(false, true)) {
			Thread thread = new Thread(this::run, "distributed-lock-listener");
			thread.setDaemon(true);
			this.thread = thread;
			thread.start();
		}
	}

	private void run() {
		try {
			long backOff = SHORTEST_BACK_OFF;
			while (isNeeded()) {
				backOff = listen() ? SHORTEST_BACK_OFF : pause(backOff);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.running.set(false);
			start();
		}
	}

	/**
	 * @return whether it can be tried again at once
	 */
	private boolean listen() {
		try {
			Result result = this.listener.listen();
			if (result == Result.LISTENED) {
				this.starved = 0;
			}
			else if (isNeeded()) {
				failed(result);
			}
			return result == Result.LISTENED;
		}
		catch (RuntimeException | Error ex) {
			if (!this.closed) {
				warn("Callers that wait for a lock poll until releases can be listened for again: "
						+ NestedExceptionUtils.getMostSpecificCause(ex), ex);
			}
			return false;
		}
	}

	private void failed(Result result) {
		if (result == Result.DEAF) {
			this.deafUntil = System.nanoTime() + DEAF_TIME;
			warn("Callers that wait for a lock poll, because notifications of PostgreSQL do not arrive. Poolers such"
					+ " as pgbouncer do not pass them on. If that is as it has to be, set"
					+ " distributed-lock.jdbc.wake-up=false", null);
		}
		else if (++this.starved >= STARVED_TRIES) {
			warn("Callers that wait for a lock poll, because locks have a single connection to the database, and"
					+ " listening for releases takes another one. Let the database accept the connections that"
					+ " distributed-lock.jdbc.connections asks for, and one more", null);
		}
	}

	private void warn(String message, @Nullable Throwable ex) {
		if (this.warned) {
			logger.debug(message, ex);
		}
		else {
			this.warned = true;
			logger.warn(message);
		}
	}

	private static long pause(long backOff) throws InterruptedException {
		Thread.sleep(backOff);
		return Math.min(2 * backOff, LONGEST_BACK_OFF);
	}

	@Override
	public void close() {
		this.closed = true;
		Thread thread = this.thread;
		if (thread != null) {
			thread.interrupt();
			try {
				thread.join(CLOSE_TIME.toMillis());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
