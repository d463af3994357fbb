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
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Asks a store to let a grant last longer.
 *
 * @param acquisition whose grant
 * @param leaseTime the grant shall last at least so long from now
 * @param maxHoldTime but no longer than this from when it was made; null for no limit
 * @author The Distributed Lock authors
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
