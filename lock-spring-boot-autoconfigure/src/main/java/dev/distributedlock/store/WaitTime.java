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

import java.time.Duration;

/**
 * The wait of a caller for busy locks.
 *
 * @param elapsed how long it has been waiting: who has waited longest comes first
 * @param remaining how much longer it is going to wait if it is refused; zero if it gives
 * up then
 * @author The Distributed Lock authors
 * @since 0.1.0
 */
public record WaitTime(Duration elapsed, Duration remaining) {

	/**
	 * That of a single try.
	 */
	public static final WaitTime NONE = new WaitTime(Duration.ZERO, Duration.ZERO);

	/**
	 * The wait of a caller that has just begun.
	 * @param remaining how long it is going to wait
	 * @return the wait
	 */
	public static WaitTime of(Duration remaining) {
		return new WaitTime(Duration.ZERO, remaining);
	}

	/**
	 * Return whether the caller gives up if it is refused.
	 * @return whether its wait is over
	 */
	public boolean isOver() {
		return this.remaining.isZero();
	}

}
