// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store;

import java.time.Duration;

/**
 * Answer of a store to a renewal.
 *
 * @param outcome what became of it
 * @param remaining how long the grant lasts, as of the moment of the answer; zero unless
 * renewed
 * @since 0.1.0
 */
public record RenewalResult(Outcome outcome, Duration remaining) {

	/**
	 * The grant is over, or was never made.
	 */
	public static final RenewalResult LOST = new RenewalResult(Outcome.LOST, Duration.ZERO);

	/**
	 * The grant stands, but could not be renewed this time.
	 */
	public static final RenewalResult BLOCKED = new RenewalResult(Outcome.BLOCKED, Duration.ZERO);

	/**
	 * The grant was renewed.
	 * @param remaining how long it lasts
	 * @return the result
	 */
	public static RenewalResult renewed(Duration remaining) {
		return new RenewalResult(Outcome.RENEWED, remaining);
	}

	/**
	 * What can become of a renewal.
	 */
	public enum Outcome {

		/**
		 * All locks of the acquisition were renewed.
		 */
		RENEWED,

		/**
		 * The acquisition does not hold all of its locks any more.
		 */
		LOST,

		/**
		 * Another transaction is in the way: worth another try.
		 */
		BLOCKED

	}

}
