// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;

import org.springframework.util.ClassUtils;

/**
 * Carries what is bound to the thread of a caller (trace, security context) over to the
 * thread on which its work begins, as far as libraries have told Micrometer's context
 * propagation of it.
 */
final class CallerContext {

	private static final boolean PROPAGATION = ClassUtils.isPresent("io.micrometer.context.ContextSnapshotFactory",
			CallerContext.class.getClassLoader());

	private CallerContext() {
	}

	/**
	 * Capture the context of this thread.
	 * @param executor runs tasks
	 * @param failed told if the context cannot be carried over, and a task not be run
	 * @return has it run them in the context
	 */
	static Executor capture(Executor executor, Consumer<Throwable> failed) {
		return PROPAGATION ? Propagation.capture(executor, failed) : executor;
	}

	/**
	 * Keeps the classes of an optional library apart.
	 */
	private static final class Propagation {

		private static final ContextSnapshotFactory factory = ContextSnapshotFactory.builder().build();

		static Executor capture(Executor executor, Consumer<Throwable> failed) {
			ContextSnapshot snapshot = factory.captureAll();
			return (task) -> executor.execute(() -> run(snapshot.wrap(task), failed));
		}

		private static void run(Runnable wrapped, Consumer<Throwable> failed) {
			try {
				wrapped.run();
			}
			catch (Throwable ex) {
				failed.accept(ex);
			}
		}

	}

}
