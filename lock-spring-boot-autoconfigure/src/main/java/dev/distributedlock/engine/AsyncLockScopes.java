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

import dev.distributedlock.LockContext;
import dev.distributedlock.LockRequest;

/**
 * Makes scopes for work that returns before it is done. A
 * {@link dev.distributedlock.LockTemplate} that implements it can lock methods which
 * return a future or a publisher.
 *
 * @author The Distributed Lock authors
 * @since 0.1.0
 */
public interface AsyncLockScopes {

	/**
	 * Return a scope for work that this thread begins and that goes on on other threads.
	 * @param request what to lock and how
	 * @return the scope, which has to be opened and closed
	 * @throws IllegalStateException if the thread holds some of the locks, but not all
	 */
	AsyncScope scope(LockRequest request);

	/**
	 * Return a scope for work that goes on on other threads.
	 * @param request what to lock and how
	 * @param parent the level around the work
	 * @return the scope, which has to be opened and closed
	 * @throws IllegalStateException if the call chain holds some of the locks, but not
	 * all
	 */
	AsyncScope scope(LockRequest request, LockContext parent);

}
