// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.redisson;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.redisson.api.RTopic;
import org.redisson.api.RedissonClient;
import org.redisson.api.listener.StatusListener;
import org.redisson.api.options.PlainOptions;
import org.redisson.client.codec.StringCodec;

import dev.distributedlock.store.LockId;

/**
 * A channel on which only this replica listens. It does so while callers are refused
 * locks from time to time, and relies on messages once it has received one that it asked
 * for.
 */
final class WakeUpChannel {

	/**
	 * For how long to listen although nobody is refused.
	 */
	static final Duration IDLE_TIME = Duration.ofMinutes(1);

	private static final Log logger = LogFactory.getLog(WakeUpChannel.class);

	private final RTopic topic;

	private final long idleNanos;

	private final Receiver receiver;

	private final AtomicBoolean open = new AtomicBoolean();

	private volatile boolean live;

	private volatile boolean ended;

	private volatile long lastNeeded;

	/**
	 * Create a channel that does not listen yet.
	 * @param client the client to listen with
	 * @param idleTime for how long to listen although no caller waits
	 * @param receiver receives messages
	 */
	WakeUpChannel(RedissonClient client, Duration idleTime, Receiver receiver) {
		this.topic = client
			.getTopic(PlainOptions.name("distributed-lock:wake:" + UUID.randomUUID()).codec(StringCodec.INSTANCE));
		this.idleNanos = idleTime.toNanos();
		this.receiver = receiver;
	}

	/**
	 * Return the name of the channel at the server.
	 */
	String name() {
		return this.topic.getChannelNames().get(0);
	}

	boolean isLive() {
		return this.live;
	}

	/**
	 * A caller has been refused and waits: listen, unless that is so already. Does not
	 * block.
	 */
	void needed() {
		this.lastNeeded = System.nanoTime();
		if (!this.ended && this.open.compareAndSet(false, true)) {
			listen();
		}
	}

	private void listen() {
		try {
			this.topic.addListenerAsync(String.class, (channel, message) -> received(message))
				.thenCompose((id) -> this.topic.addListenerAsync(new Status()))
				.whenComplete((id, ex) -> {
					if (ex != null) {
						failed(ex);
					}
					else {
						listening();
						closeWhenIdle(this.idleNanos);
					}
				});
		}
		catch (RuntimeException ex) {
			failed(ex);
		}
	}

	private void failed(Throwable ex) {
		logger.debug("Failed to listen for releases of locks, will try again", ex);
		String message = LockScripts.unwrap(ex).getMessage();
		if (message != null && message.startsWith("NOPERM")) {
			this.receiver.warn(message);
		}
		stopListening();
	}

	private void listening() {
		if (this.ended) {
			stopListening();
			return;
		}
		this.live = false;
		this.receiver.echo().whenComplete((echoed, ex) -> {
			if (ex != null) {
				logger.debug("Failed to ask for a message, callers poll until one comes", ex);
			}
		});
	}

	private void received(String message) {
		if (!message.isEmpty()) {
			this.receiver.free(new LockId(message));
		}
		else if (!this.ended && this.open.get()) {
			this.live = true;
			this.receiver.listening();
		}
	}

	/**
	 * The server refuses to send messages: rely on none until one has come again.
	 */
	void isRefused() {
		this.live = false;
	}

	/**
	 * Also if nothing has been heard of the server for so long: whoever is refused next
	 * begins anew.
	 */
	private void closeWhenIdle(long nanos) {
		CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS).execute(() -> {
			long left = this.idleNanos - (System.nanoTime() - this.lastNeeded);
			if (left <= 0 || !this.live) {
				stopListening();
			}
			else if (!this.ended) {
				closeWhenIdle(left);
			}
		});
	}

	private void stopListening() {
		this.live = false;
		try {
			this.topic.removeAllListenersAsync()
				.toCompletableFuture()
				.orTimeout(this.idleNanos, TimeUnit.NANOSECONDS)
				.whenComplete((done, ex) -> this.open.set(false));
		}
		catch (RuntimeException ex) {
			logger.debug("Failed to stop listening for releases of locks", ex);
			this.open.set(false);
		}
	}

	/**
	 * Never listen again.
	 */
	void close() {
		this.ended = true;
		if (this.open.get()) {
			stopListening();
		}
	}

	/**
	 * Redisson subscribes again after a connection was lost.
	 */
	private final class Status implements StatusListener {

		@Override
		public void onSubscribe(String channel) {
			listening();
		}

		@Override
		public void onUnsubscribe(String channel) {
			WakeUpChannel.this.live = false;
		}

	}

	/**
	 * Receives what comes through the channel.
	 */
	interface Receiver {

		/**
		 * Ask the server for a message, which shows whether releases can be notified.
		 */
		CompletableFuture<Boolean> echo();

		/**
		 * A lock has been released.
		 */
		void free(LockId lock);

		/**
		 * Messages arrive from now on; earlier ones may have been missed.
		 */
		void listening();

		/**
		 * Report that the server does not let this replica listen.
		 */
		void warn(String refusal);

	}

}
