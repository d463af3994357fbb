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
package dev.distributedlock.store;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockStoreException;

/**
 * The request never left this process, so the store has not changed and nothing has to be
 * undone: no connection became free in time, for example. A store that is not sure throws
 * a plain {@link LockStoreException}.
 *
 * @author The Distributed Lock authors
 * @since 0.1.0
 */
public class RequestNotSentException extends LockStoreException {

	/**
	 * Create a new exception.
	 * @param message what happened
	 * @param cause why, or null
	 */
	public RequestNotSentException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
