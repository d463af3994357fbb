// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.util.List;

import dev.distributedlock.LockLease;
import dev.distributedlock.LockRequest;

import org.springframework.util.Assert;

/**
 * Decides whether a lease that a call chain holds is what it asks for.
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
