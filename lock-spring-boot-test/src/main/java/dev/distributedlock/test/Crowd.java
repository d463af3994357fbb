// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * Threads that do something at the same time.
 */
final class Crowd implements AutoCloseable {

	private static final Duration LONGEST = Duration.ofMinutes(10);

	private final int size;

	private final ExecutorService threads;

	Crowd(int size) {
		this.size = size;
		this.threads = Executors.newFixedThreadPool(size, Crowd::thread);
	}

	private static Thread thread(Runnable task) {
		Thread thread = new Thread(task, "crowd");
		// A store that never answers fails a test, but does not keep the JVM.
		thread.setDaemon(true);
		return thread;
	}

	/**
	 * Let every thread start at the same moment, and wait for all of them.
	 * @param task what the thread of this number does
	 * @return what the threads returned
	 * @throws Exception the failure of the first of them that failed
	 */
	<T> List<T> together(IntFunction<T> task) throws Exception {
		CyclicBarrier start = new CyclicBarrier(this.size);
		List<Callable<T>> tasks = new ArrayList<>();
		for (int i = 0; i < this.size; i++) {
			int number = i;
			tasks.add(() -> {
				start.await();
				return task.apply(number);
			});
		}
		List<T> results = new ArrayList<>();
		for (Future<T> future : this.threads.invokeAll(tasks, LONGEST.toSeconds(), TimeUnit.SECONDS)) {
			results.add(future.get());
		}
		return results;
	}

	/**
	 * Do something in another thread, but do not wait for ever.
	 * @param task what to do
	 * @param patience how long to wait
	 * @return what the task returned
	 * @throws Exception the failure of the task, or that it takes too long
	 */
	static <T> T bounded(Callable<T> task, Duration patience) throws Exception {
		try (Crowd single = new Crowd(1)) {
			return single.threads.submit(task).get(patience.toMillis(), TimeUnit.MILLISECONDS);
		}
	}

	Future<?> start(Runnable task) {
		return this.threads.submit(task);
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
	}

}
