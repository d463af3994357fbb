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
 *
 * @author The Distributed Lock authors
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
