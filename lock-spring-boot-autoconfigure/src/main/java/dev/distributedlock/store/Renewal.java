// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Asks a store to let a grant last longer.
 *
 * @param acquisition whose grant
 * @param leaseTime the grant shall last at least so long from now
 * @param maxHoldTime but no longer than this from when it was made; null for no limit
 * @since 0.1.0
 */
public record Renewal(Acquisition acquisition, Duration leaseTime, @Nullable Duration maxHoldTime) {

	private static final Duration SHORTEST_LIMIT = Duration.ofMillis(200);

	/**
	 * Return how long a request for some renewals may take, so that there is time for
	 * another one if it fails: a third of the shortest lease time.
	 * @param renewals what is requested, at least one
	 * @return the limit, at least 200 milliseconds
	 */
	public static Duration limit(List<Renewal> renewals) {
		Duration shortest = renewals.stream().map(Renewal::leaseTime).min(Duration::compareTo).orElseThrow();
		Duration limit = shortest.dividedBy(3);
		return (limit.compareTo(SHORTEST_LIMIT) > 0) ? limit : SHORTEST_LIMIT;
	}

}
