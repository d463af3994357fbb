// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Threads for work that may block, and may wait for other work under other locks. Their
 * number is limited. Work that finds no thread is queued; while some is queued and none
 * of the running work ends, more threads are added, so that work which waits for queued
 * work does not wait for ever.
 */
final class WorkThreads implements Executor, AutoCloseable {

	/**
	 * How long to wait for running work to end before threads are added.
	 */
	private static final long STALL = TimeUnit.SECONDS.toNanos(1);

	private static final int IDLE_SECONDS = 60;

	private final EngineTime time;

	private final int limit;

	private final ThreadPoolExecutor pool;

	private final AtomicBoolean watched = new AtomicBoolean();

	WorkThreads(EngineTime time, int limit, ThreadFactory threads) {
		this.time = time;
		this.limit = limit;
		this.pool = new ThreadPoolExecutor(limit, limit, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				threads);
		this.pool.allowCoreThreadTimeOut(true);
	}

	@Override
	public void execute(Runnable work) {
		this.pool.execute(work);
		watchQueue();
	}

	private void watchQueue() {
		if (!this.pool.getQueue().isEmpty() && this.watched.compareAndSet(false, true)) {
			watch();
		}
	}

	private void watch() {
		long ended = this.pool.getCompletedTaskCount();
		this.time.runAfter(STALL, () -> lookAgain(ended));
	}

	private void lookAgain(long ended) {
		if (this.pool.getQueue().isEmpty()) {
			resize(this.limit);
			this.watched.set(false);
			watchQueue();
			return;
		}
		if (this.pool.getCompletedTaskCount() == ended) {
			resize(this.pool.getMaximumPoolSize() + Math.max(1, this.limit / 10));
		}
		watch();
	}

	private void resize(int threads) {
		if (threads > this.pool.getMaximumPoolSize()) {
			this.pool.setMaximumPoolSize(threads);
			this.pool.setCorePoolSize(threads);
		}
		else {
			this.pool.setCorePoolSize(threads);
			this.pool.setMaximumPoolSize(threads);
		}
	}

	@Override
	public void close() {
		this.pool.shutdown();
	}

}
