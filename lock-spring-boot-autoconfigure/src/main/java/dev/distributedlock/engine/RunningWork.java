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

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the work that runs under locks, or is about to, so that a shutdown or a release
 * can wait for its end.
 *
 * @author The Distributed Lock authors
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
