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

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import dev.distributedlock.store.Acquisition;

/**
 * The histories of all acquisitions of a run.
 *
 * @author The Distributed Lock authors
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
