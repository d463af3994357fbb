// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.redisson;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.redisson.api.RedissonClient;

import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockListeners;
import dev.distributedlock.store.LockStore.Subscription;

/**
 * Waiting callers in this replica, which the server notifies when a lock becomes free.
 */
final class WakeUps implements WakeUpChannel.Receiver {

	private static final Log logger = LogFactory.getLog(WakeUps.class);

	private final LockListeners listeners = new LockListeners();

	/**
	 * Locks whose releases are not notified, because the server refused to register the
	 * waiter.
	 */
	private final Set<LockId> unregistered = ConcurrentHashMap.newKeySet();

	private final LockScripts scripts;

	private final WakeUpChannel channel;

	private final AtomicBoolean warned = new AtomicBoolean();

	/**
	 * Create wake-ups that do not listen yet.
	 * @param client where to listen
	 * @param scripts what is executed at the server
	 * @param idleTime for how long to listen although no caller waits
	 */
	WakeUps(RedissonClient client, LockScripts scripts, Duration idleTime) {
		this.scripts = scripts;
		this.channel = new WakeUpChannel(client, idleTime, this);
	}

	WakeUpChannel channel() {
		return this.channel;
	}

	Subscription subscribe(Collection<LockId> locks, Runnable listener) {
		Subscription subscription = this.listeners.add(locks, listener,
				() -> this.channel.isLive() && Collections.disjoint(this.unregistered, locks));
		return new Subscription() {

			@Override
			public boolean isLive() {
				return subscription.isLive();
			}

			@Override
			public void close() {
				subscription.close();
				locks.forEach(WakeUps.this.unregistered::remove);
			}

		};
	}

	/**
	 * Listens, because a caller is refused locks and waits.
	 * @param locks what it waits for
	 * @param registered whether the server has registered it as a waiter
	 */
	void refused(Collection<LockId> locks, boolean registered) {
		if (registered) {
			locks.forEach(this.unregistered::remove);
		}
		else {
			this.unregistered.addAll(locks);
		}
		this.channel.needed();
	}

	/**
	 * Takes what a script says about the notification of waiters.
	 * @param refusal why the server refuses to notify them, empty if it does not
	 */
	void answered(String refusal) {
		if (!refusal.isEmpty()) {
			this.channel.isRefused();
			warn(refusal);
		}
	}

	/**
	 * Reports the first refusal to notify waiters, or to let this replica listen.
	 */
	@Override
	public void warn(String refusal) {
		if (this.warned.compareAndSet(false, true)) {
			logger.warn("Redis does not let locks notify waiters: " + refusal.strip() + ". Waiters poll, so locks are"
					+ " handed off later. Allow PUBLISH in scripts, SUBSCRIBE, and the channels distributed-lock:*.");
		}
	}

	/**
	 * Asks the server for a message, which shows whether releases can be notified.
	 */
	@Override
	public CompletableFuture<Boolean> echo() {
		return this.scripts.call(LockScript.ECHO, List.of(LockBuckets.anyKey()), this.channel.name())
			.thenApply((reply) -> {
				String refusal = (String) reply.get(0);
				answered(refusal);
				return refusal.isEmpty();
			});
	}

	/**
	 * Messages may have been missed.
	 */
	@Override
	public void listening() {
		this.listeners.tellAll();
	}

	/**
	 * A lock is free. If no caller wants it here any more, another replica may.
	 */
	@Override
	public void free(LockId lock) {
		if (!this.listeners.tell(lock)) {
			this.scripts.call(LockScript.WAKE_NEXT, LockBuckets.keysAndWaiters(List.of(lock)), lock)
				.whenComplete((reply, ex) -> {
					if (ex != null) {
						logger.debug("Failed to notify others that a lock is free, they poll", ex);
					}
					else {
						answered((String) reply.get(0));
					}
				});
		}
	}

}
