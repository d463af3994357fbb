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

package dev.distributedlock.benchmarks.measure;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Sees whether two hold one lock at the same time.
 *
 * @author The Distributed Lock authors
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
