// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the work that runs under locks, or is about to, so that a shutdown or a release
 * can wait for its end.
 */
final class RunningWork {

	private final AtomicInteger count = new AtomicInteger();

	private final Queue<Runnable> whenNone = new ConcurrentLinkedQueue<>();

	void begin() {
		this.count.incrementAndGet();
	}

	void end() {
		if (this.count.decrementAndGet() == 0) {
			tell();
		}
	}

	/**
	 * Call back once when nothing is running: at once if nothing is.
	 */
	void whenNone(Runnable callback) {
		this.whenNone.add(callback);
		if (this.count.get() == 0) {
			tell();
		}
	}

	private void tell() {
		for (Runnable callback = this.whenNone.poll(); callback != null; callback = this.whenNone.poll()) {
			callback.run();
		}
	}

}
