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

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockRequest;

/**
 * Leases that were taken inside a transaction and are kept until it has completed, which
 * may be after their scope has ended. Until then the thread re-enters them: it would wait
 * for itself otherwise.
 *
 * @author The Distributed Lock authors
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
