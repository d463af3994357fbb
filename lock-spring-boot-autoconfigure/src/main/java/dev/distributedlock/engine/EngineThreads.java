// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.util.CustomizableThreadCreator;

/**
 * Threads of a registry, a kind for each purpose so that none waits for another: renewals
 * wait for nothing but the store, and callbacks may take as long as they like.
 *
 * @param time the timer
 * @param renewals renews leases
 * @param releases calls stores that block to release locks, which no request delays
 * @param blocking calls stores that block, for everything else that must not
 * @param interrupts interrupts threads whose lease is lost; never blocks
 * @param callbacks calls the callbacks of lost leases
 * @param events publishes losses as events
 * @param results hands over the results of asynchronous requests
 * @param work begins the work of methods that return before it is done
 * @param stop ends the threads when they are done
 */
record EngineThreads(EngineTime time, Executor renewals, Executor releases, Executor blocking, Executor interrupts,
		Executor callbacks, Executor events, Executor results, Executor work, Runnable stop) implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(EngineThreads.class);

	private static final int RENEWAL_THREADS = 4;

	private static final int BLOCKING_THREADS = 16;

	private static final int CALLBACK_THREADS = 64;

	private static final int IDLE_SECONDS = 60;

	private static final String PREFIX = "distributed-lock-";

	/**
	 * Start the threads.
	 * @param workThreads how many threads begin work; zero for a virtual thread each
	 */
	static EngineThreads start(int workThreads) {
		SystemTime time = new SystemTime(factory("timer"));
		ThreadPoolExecutor renewals = pool(RENEWAL_THREADS, "renewal");
		ThreadPoolExecutor releases = pool(BLOCKING_THREADS, "release");
		ThreadPoolExecutor blocking = pool(BLOCKING_THREADS, "store");
		ThreadPoolExecutor interrupts = pool(1, "interrupt");
		ThreadPoolExecutor callbacks = pool(CALLBACK_THREADS, "callback");
		ThreadPoolExecutor events = pool(CALLBACK_THREADS, "event");
		ThreadPoolExecutor results = new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS,
				new SynchronousQueue<>(), factory("result"));
		WorkThreads work = (workThreads > 0) ? new WorkThreads(time, workThreads, factory("work")) : null;
		return new EngineThreads(time, renewals, releases, blocking, interrupts,
				warnWhenBusy(callbacks, "onLost callbacks"), warnWhenBusy(events, "LockLostEvent listeners"), results,
				(work != null) ? work : new VirtualThreadTaskExecutor(PREFIX + "work-"), () -> {
					time.close();
					renewals.shutdown();
					releases.shutdown();
					blocking.shutdown();
					interrupts.shutdown();
					callbacks.shutdown();
					events.shutdown();
					results.shutdown();
					if (work != null) {
						work.close();
					}
				});
	}

	/**
	 * Warns once when a task has to wait.
	 */
	private static Executor warnWhenBusy(ThreadPoolExecutor pool, String tasks) {
		AtomicBoolean warned = new AtomicBoolean();
		return (task) -> {
			pool.execute(task);
			if (!pool.getQueue().isEmpty() && pool.getActiveCount() == pool.getMaximumPoolSize()
					&& warned.compareAndSet(false, true)) {
				logger.warn(pool.getMaximumPoolSize() + " " + tasks + " have not returned: others are called only when"
						+ " one of them does. Let them return soon, and do what takes time on a thread of your own");
			}
		};
	}

	private static ThreadPoolExecutor pool(int size, String purpose) {
		ThreadPoolExecutor pool = new ThreadPoolExecutor(size, size, IDLE_SECONDS, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), factory(purpose));
		pool.allowCoreThreadTimeOut(true);
		return pool;
	}

	private static ThreadFactory factory(String purpose) {
		CustomizableThreadCreator creator = new CustomizableThreadCreator(PREFIX + purpose + "-");
		creator.setDaemon(true);
		return creator::createThread;
	}

	/**
	 * Release, and tell what became of it on a thread that may be kept.
	 */
	<T extends @Nullable Object> CompletableFuture<T> release(Supplier<T> release) {
		return CompletableFuture.supplyAsync(release, this.releases).whenCompleteAsync((result, ex) -> {
		}, this.results);
	}

	@Override
	public void close() {
		this.stop.run();
	}

}
