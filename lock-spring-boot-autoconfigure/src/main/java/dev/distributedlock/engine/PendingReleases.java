// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockStore;

/**
 * Sends releases in the background, until the store has answered or the lease has ended:
 * those that failed, and those of grants that no caller has seen.
 * <p>
 * Few of them are under way at a time. While the store fails, a single one finds out
 * whether it is back, with a back-off.
 */
final class PendingReleases {

	private static final Log logger = LogFactory.getLog(PendingReleases.class);

	private static final int MOST_AT_A_TIME = 2;

	private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(1);

	private final LockStore store;

	private final EngineThreads threads;

	private final Queue<PendingRelease> queue = new ArrayDeque<>();

	private int underWay;

	/**
	 * Zero while the store answers.
	 */
	private long pause;

	PendingReleases(LockStore store, EngineThreads threads) {
		this.store = store;
		this.threads = threads;
	}

	/**
	 * Send a release as soon as possible.
	 * @param until when the lease has ended, whatever the store got to know
	 */
	void add(Acquisition acquisition, Duration minHoldTime, long until) {
		enqueue(new PendingRelease(acquisition, minHoldTime, until));
		Trampoline.run(this::sendNext);
	}

	private synchronized void enqueue(PendingRelease release) {
		dropEnded();
		this.queue.add(release);
	}

	private void dropEnded() {
		for (PendingRelease first = this.queue.peek(); first != null
				&& this.threads.time().isPast(first.until); first = this.queue.peek()) {
			this.queue.remove();
		}
	}

	private void sendNext() {
		PendingRelease release = next();
		if (release != null) {
			send(release);
			Trampoline.run(this::sendNext);
		}
	}

	private synchronized @Nullable PendingRelease next() {
		dropEnded();
		PendingRelease next = (this.underWay < ((this.pause > 0) ? 1 : MOST_AT_A_TIME)) ? this.queue.poll() : null;
		this.underWay += (next != null) ? 1 : 0;
		return next;
	}

	private void send(PendingRelease release) {
		try {
			this.store.releaseAsync(release.acquisition, release.minHoldTime, this.threads.releases())
				.whenComplete((outcome, ex) -> completed(release, ex));
		}
		catch (RuntimeException | Error ex) {
			completed(release, ex);
		}
	}

	private void completed(PendingRelease release, @Nullable Throwable ex) {
		if (ex == null) {
			answered();
			Trampoline.run(this::sendNext);
		}
		else {
			logger.debug("Failed to release in the background, will try again: " + release.acquisition.locks(), ex);
			this.threads.time().runAfter(failed(release), this::resume);
		}
	}

	private synchronized void answered() {
		this.underWay--;
		this.pause = 0;
	}

	/**
	 * Keeps the place of the release until the pause is over.
	 * @return how long to pause
	 */
	private synchronized long failed(PendingRelease release) {
		this.queue.add(release);
		this.pause = Math.min(LONGEST_PAUSE, Math.max(SHORTEST_PAUSE, 2 * this.pause));
		return this.pause - this.threads.time().jitter(this.pause / 2);
	}

	private void resume() {
		synchronized (this) {
			this.underWay--;
		}
		Trampoline.run(this::sendNext);
	}

	private record PendingRelease(Acquisition acquisition, Duration minHoldTime, long until) {
	}

}
