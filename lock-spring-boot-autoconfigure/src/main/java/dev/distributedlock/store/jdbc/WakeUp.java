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

package dev.distributedlock.store.jdbc;

import java.util.Collection;

import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore.Subscription;

/**
 * How those who wait for a lock learn of its release.
 *
 * @author The Distributed Lock authors
 */
interface WakeUp extends AutoCloseable {

	/**
	 * That of a database which can only be polled.
	 */
	WakeUp NONE = new WakeUp() {
	};

	default Subscription subscribe(Collection<LockId> locks, Runnable listener) {
		return Subscription.NONE;
	}

	/**
	 * Whether releases are heard of at present.
	 */
	default boolean isLive() {
		return false;
	}

	/**
	 * A caller has been refused, and goes on waiting.
	 */
	default void refused(Acquisition acquisition) {
	}

	@Override
	default void close() {
	}

}
