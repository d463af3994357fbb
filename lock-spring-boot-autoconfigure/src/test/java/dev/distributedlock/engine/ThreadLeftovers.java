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

import dev.distributedlock.LockContextHolder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Looks for what must not be left on a thread that goes back to its pool.
 *
 * @author The Distributed Lock authors
 */
public final class ThreadLeftovers {

	private ThreadLeftovers() {
	}

	/**
	 * Check the current thread.
	 */
	public static void assertNone() {
		assertThat(LockContextHolder.getContext()).as("lock context").isNull();
		assertThat(TransactionLeases.isEmpty()).as("no leases of transactions").isTrue();
		assertThat(Thread.interrupted()).as("interrupted").isFalse();
	}

}
