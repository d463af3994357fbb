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
package dev.distributedlock.engine;

import java.util.List;

import dev.distributedlock.LockLease;
import dev.distributedlock.LockRequest;

import org.springframework.util.Assert;

/**
 * Decides whether a lease that a call chain holds is what it asks for.
 *
 * @author The Distributed Lock authors
 */
final class Reentry {

	private Reentry() {
	}

	/**
	 * Whether a lease has all locks of a request.
	 * @throws IllegalStateException if it has some of them, but not all
	 */
	static boolean isPossible(LockLease lease, LockRequest request) {
		if (!lease.name().equals(request.name())) {
			return false;
		}
		List<String> held = lease.keys();
		List<String> keys = request.keys();
		boolean all = held.equals(keys) || (!keys.isEmpty() && held.containsAll(keys));
		Assert.state(all || held.stream().noneMatch(keys::contains),
				() -> "This call chain holds a part of the locks of " + request
						+ " and would wait for itself: lock all of the keys where it holds the first of them");
		return all;
	}

}
