// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.lang.StackWalker.StackFrame;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * Finds where in the application locks are acquired. That takes longer than all else that
 * is done here for a lock, so later on only a sample is taken: code that forgets leases
 * is found all the same.
 */
final class AcquisitionPlaces {

	private static final int ALL = 1000;

	private static final int SAMPLE = 16;

	private final AtomicInteger count = new AtomicInteger();

	private final String registry;

	/**
	 * Create new places.
	 * @param registry is called by the application
	 */
	AcquisitionPlaces(Class<?> registry) {
		this.registry = registry.getName();
	}

	/**
	 * Return where the application calls the registry on this thread.
	 * @return the place, null if it is not looked for
	 */
	@Nullable StackTraceElement current() {
		int number = this.count.getAndIncrement();
		boolean due = (number >= 0 && number < ALL) || number % SAMPLE == 0;
		return due ? find() : null;
	}

	private @Nullable StackTraceElement find() {
		return StackWalker.getInstance()
			.walk((frames) -> frames.filter((frame) -> !isOfEngine(frame))
				.findFirst()
				.map(StackFrame::toStackTraceElement)
				.orElse(null));
	}

	private boolean isOfEngine(StackFrame frame) {
		return frame.getClassName().equals(this.registry) || frame.getClassName().equals(getClass().getName());
	}

}
