/*
 * Copyright 2026 the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package dev.distributedlock.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.util.CustomizableThreadCreator;

/**
 * Threads of a registry, one kind for each purpose so that none waits for another: the
 * timer never blocks, renewals wait for nothing but the store, and callbacks may take as
 * long as they like.
 *
 * @author The Distributed Lock authors
 */
final class EngineExecutors implements AutoCloseable {

	private static final int BLOCKING_THREADS = 16;

	private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, threads("timer"));

	private final ThreadPoolExecutor renewals = pool(1, "renewal");

	private final ThreadPoolExecutor blocking = pool(BLOCKING_THREADS, "store");

	private final ThreadPoolExecutor callbacks = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS,
			new SynchronousQueue<>(), threads("callback"));

	EngineExecutors() {
		this.timer.setRemoveOnCancelPolicy(true);
		this.timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
	}

	private static ThreadPoolExecutor pool(int size, String purpose) {
		ThreadPoolExecutor pool = new ThreadPoolExecutor(size, size, 60, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				threads(purpose));
		pool.allowCoreThreadTimeOut(true);
		return pool;
	}

	private static ThreadFactory threads(String purpose) {
		CustomizableThreadCreator creator = new CustomizableThreadCreator("distributed-lock-" + purpose + "-");
		creator.setDaemon(true);
		return creator::createThread;
	}

	ScheduledExecutorService timer() {
		return this.timer;
	}

	Executor renewals() {
		return this.renewals;
	}

	Executor blocking() {
		return this.blocking;
	}

	Executor callbacks() {
		return this.callbacks;
	}

	@Override
	public void close() {
		this.timer.shutdownNow();
		for (ExecutorService executor : new ExecutorService[] { this.renewals, this.blocking, this.callbacks }) {
			executor.shutdown();
		}
	}

}
