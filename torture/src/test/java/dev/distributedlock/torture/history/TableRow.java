// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

/**
 * What the rows of the lock table are, as they were written down.
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
