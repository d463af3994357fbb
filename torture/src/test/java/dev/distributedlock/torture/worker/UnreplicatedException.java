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

package dev.distributedlock.torture.worker;

import dev.distributedlock.LockStoreException;

/**
 * The store has carried out a request, and warns that its standby does not have the
 * outcome.
 *
 * @author The Distributed Lock authors
 */
final class UnreplicatedException extends LockStoreException {

	private static final long serialVersionUID = 1L;

	private final transient Object outcome;

	UnreplicatedException(Object outcome) {
		super("The standby is away", null);
		this.outcome = outcome;
	}

	/**
	 * Return the outcome that a failover may undo.
	 */
	<T> T outcome(Class<T> type) {
		return type.cast(this.outcome);
	}

}
