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

import reactor.core.publisher.Mono;

/**
 * Knows the locks that a reactive call chain runs under. What
 * {@link DistributedLock @DistributedLock} methods return has them in its Reactor
 * context, on whichever thread it runs; {@link LockContextHolder} knows them only until
 * such a method has returned and been subscribed to. Needs Reactor.
 *
 * @author The Distributed Lock authors
 * @since 0.1.0
 */
public final class ReactiveLockContextHolder {

	private ReactiveLockContextHolder() {
	}

	/**
	 * Return the context of the call chain that subscribes.
	 * @return the innermost level, or empty if the chain runs under no lock
	 */
	public static Mono<LockContext> getContext() {
		return Mono.deferContextual((context) -> Mono.justOrEmpty(context.<LockContext>getOrEmpty(LockContext.class)));
	}

	/**
	 * Return the innermost lease of the call chain that subscribes.
	 * @return the lease; fails with {@link IllegalStateException} if the chain runs under
	 * no lock
	 */
	public static Mono<LockLease> requireLease() {
		return getContext().map(LockContext::lease).switchIfEmpty(Mono.error(LockContextHolder::noLease));
	}

}
