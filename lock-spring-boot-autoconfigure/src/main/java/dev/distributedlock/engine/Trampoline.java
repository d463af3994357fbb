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

import java.util.ArrayDeque;
import java.util.Deque;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks that start others, one after another on the calling thread: a thousand
 * waiters of which each wakes the next would use up its stack.
 *
 * @author The Distributed Lock authors
 */
final class Trampoline {

	private static final Log logger = LogFactory.getLog(Trampoline.class);

	private static final ThreadLocal<@Nullable Deque<Runnable>> waiting = new ThreadLocal<>();

	private Trampoline() {
	}

	/**
	 * Run a task: now, or after the one that this thread is running. A task that throws
	 * does not keep the others, which belong to other callers, from being run.
	 */
	static void run(Runnable task) {
		Deque<Runnable> tasks = waiting.get();
		if (tasks != null) {
			tasks.add(task);
			return;
		}
		tasks = new ArrayDeque<>(2);
		waiting.set(tasks);
		try {
			for (Runnable next = task; next != null; next = tasks.poll()) {
				runSafely(next);
			}
		}
		finally {
			waiting.remove();
		}
	}

	private static void runSafely(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			logger.error("A step of the engine failed", ex);
		}
	}

}
