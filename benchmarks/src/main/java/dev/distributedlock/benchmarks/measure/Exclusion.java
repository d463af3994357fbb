// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.measure;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Sees whether two hold one lock at the same time.
 */
final class Exclusion {

	private final AtomicIntegerArray holders;

	private final LongAdder grants = new LongAdder();

	private final LongAdder violations = new LongAdder();

	Exclusion(int keys) {
		this.holders = new AtomicIntegerArray(keys);
	}

	void enter(int key) {
		this.grants.increment();
		if (this.holders.incrementAndGet(key) != 1) {
			this.violations.increment();
		}
	}

	void exit(int key) {
		this.holders.decrementAndGet(key);
	}

	long grants() {
		return this.grants.sum();
	}

	long violations() {
		return this.violations.sum();
	}

}
