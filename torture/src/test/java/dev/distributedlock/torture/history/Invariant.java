// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

import java.util.stream.Stream;

/**
 * What must hold in every history.
 */
interface Invariant {

	/**
	 * Look for violations.
	 * @param history the history
	 * @return what is wrong, in words
	 */
	Stream<String> violations(History history);

}
