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

package dev.distributedlock;

import org.jspecify.annotations.Nullable;

/**
 * What {@link LockTemplate#tryExecute} returns: tells a busy lock from a null result.
 *
 * @param <T> the type of the result
 * @param executed whether the work has run; false if the lock was busy
 * @param value what the work returned, null if it has not run
 * @author The Distributed Lock authors
 * @since 0.1.0
 */
public record LockResult<T extends @Nullable Object>(boolean executed, @Nullable T value) {

	private static final LockResult<?> BUSY = new LockResult<@Nullable Object>(false, null);

	/**
	 * The work has run.
	 * @param <T> the type of the result
	 * @param value what the work returned
	 * @return the result
	 */
	public static <T extends @Nullable Object> LockResult<T> executed(T value) {
		return new LockResult<>(true, value);
	}

	/**
	 * The lock was busy.
	 * @param <T> the type of the result
	 * @return the result
	 */
	@SuppressWarnings("unchecked")
	public static <T extends @Nullable Object> LockResult<T> busy() {
		return (LockResult<T>) BUSY;
	}

}
