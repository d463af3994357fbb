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
 * What a method under {@link DistributedLock @DistributedLock} does when the lock is busy
 * and the wait time is over.
 *
 * @author The Distributed Lock authors
 * @since 0.1.0
 */
public enum OnBusy {

	/**
	 * {@link #SKIP} on {@code @Scheduled} methods, {@link #REJECT} elsewhere.
	 */
	DEFAULT,

	/**
	 * Throw {@link LockNotAcquiredException}.
	 */
	REJECT,

	/**
	 * Return at once without running the method: null, an empty {@code Optional}, a
	 * future of these, or an empty publisher.
	 */
	SKIP

}
