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

package dev.distributedlock.torture.history;

/**
 * What the rows of the lock table are, as they were written down.
 *
 * @author The Distributed Lock authors
 */
public final class TableRow {

	/**
	 * Somebody has the lock.
	 */
	public static final String HELD = "held";

	/**
	 * Nobody has it.
	 */
	public static final String FREE = "free";

	/**
	 * The row was removed.
	 */
	public static final String GONE = "gone";

	/**
	 * How much later a statement may write than it reads the clock.
	 */
	static final long SLACK_MICROS = 250_000;

	private TableRow() {
	}

}
