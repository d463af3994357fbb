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

/**
 * What happens to the thread that runs under a lock when the lease is lost. The lease's
 * callbacks and the {@link LockLostEvent} tell of the loss in every case.
 *
 * @author The Distributed Lock authors
 * @since 0.1.0
 */
public enum OnLost {

	/**
	 * The property {@code distributed-lock.on-lost}.
	 */
	DEFAULT,

	/**
	 * Interrupt the thread, as long as it runs under the lock; cancel the future or the
	 * subscription of work that goes on after the method has returned.
	 */
	INTERRUPT,

	/**
	 * Leave the work alone.
	 */
	NOTIFY

}
