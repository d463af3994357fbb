// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The {@link EngineTime} of the machine, with one thread as the timer.
 */
final class SystemTime implements EngineTime, AutoCloseable {

	private static final Log logger = LogFactory.getLog(SystemTime.class);

	private final ScheduledThreadPoolExecutor timer;

	SystemTime(ThreadFactory threads) {
		this.timer = new ScheduledThreadPoolExecutor(1, threads);
	}

	@Override
	public long nanoTime() {
		return System.nanoTime();
	}

	@Override
	public long wallNanos() {
		return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
	}

	@Override
	public void runAfter(long nanos, Runnable task) {
		try {
			this.timer.schedule(() -> run(task), nanos, TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Not scheduled, because the registry has been closed");
		}
	}

	private static void run(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			logger.error("A task of the lock timer failed", ex);
		}
	}

	@Override
	public void await(Semaphore wakeUp, long nanos) throws InterruptedException {
		wakeUp.tryAcquire(nanos, TimeUnit.NANOSECONDS);
	}

	@Override
	public void close() {
		this.timer.shutdownNow();
	}

}
