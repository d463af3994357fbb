// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.util.ArrayDeque;
import java.util.Deque;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks that start others, one after another on the calling thread: a thousand
 * waiters of which each wakes the next would use up its stack.
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
