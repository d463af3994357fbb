// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store;

/**
 * What became of a release.
 *
 * @since 0.1.0
 */
public enum ReleaseOutcome {

	/**
	 * The acquisition held its locks until now.
	 */
	RELEASED,

	/**
	 * The acquisition did not hold all of its locks any more; those of others were left
	 * alone.
	 */
	NOT_HELD,

	/**
	 * Not held, but an earlier request whose answer was lost may have released them, or
	 * no answer at all. No store returns this; the engine does, which knows what it sent.
	 */
	UNKNOWN

}
