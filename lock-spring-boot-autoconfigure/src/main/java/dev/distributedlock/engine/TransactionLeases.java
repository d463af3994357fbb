// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockRequest;

/**
 * Leases that were taken inside a transaction and are kept until it has completed, which
 * may be after their scope has ended. Until then the thread re-enters them: it would wait
 * for itself otherwise.
 */
final class TransactionLeases {

	private static final ThreadLocal<@Nullable List<Lease>> leases = new ThreadLocal<>();

	private TransactionLeases() {
	}

	static void add(Lease lease) {
		List<Lease> kept = kept();
		kept.add(lease);
		leases.set(kept);
	}

	static void remove(Lease lease) {
		List<Lease> kept = leases.get();
		if (kept != null) {
			kept.remove(lease);
			kept();
		}
	}

	static boolean isEmpty() {
		return leases.get() == null;
	}

	/**
	 * Leases that have not ended. A transaction may have completed on another thread.
	 */
	private static List<Lease> kept() {
		List<Lease> kept = leases.get();
		if (kept == null) {
			return new ArrayList<>(2);
		}
		kept.removeIf(Lease::isReleased);
		if (kept.isEmpty()) {
			leases.remove();
		}
		return kept;
	}

	/**
	 * Find the lease that this thread keeps for a request.
	 */
	static @Nullable Lease find(LeaseOwner<Lease> owner, LockRequest request) {
		return (leases.get() != null) ? kept().stream()
			.filter((lease) -> lease.owner() == owner && Reentry.isPossible(lease, request))
			.findFirst()
			.orElse(null) : null;
	}

}
