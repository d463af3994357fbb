// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import dev.distributedlock.store.Acquisition;

/**
 * The histories of all acquisitions of a run.
 */
final class LeaseHistories {

	private final Map<UUID, LeaseHistory> histories = new LinkedHashMap<>();

	LeaseHistory of(Acquisition acquisition) {
		return this.histories.computeIfAbsent(acquisition.id(), (id) -> new LeaseHistory(acquisition));
	}

	Collection<LeaseHistory> all() {
		return this.histories.values();
	}

}
