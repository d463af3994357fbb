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

package dev.distributedlock.store.jdbc;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * Who is to be told of which locks.
 *
 * @author The Distributed Lock authors
 */
final class LockListeners {

	private final Map<String, List<Listener>> byLock = new ConcurrentHashMap<>();

	/**
	 * Add a listener.
	 * @param listener what to call; must not block
	 * @return removes it
	 */
	Runnable add(Collection<String> locks, Runnable listener) {
		Listener added = new Listener(listener);
		locks.forEach((lock) -> this.byLock.compute(lock, (id, listeners) -> {
			List<Listener> all = (listeners != null) ? listeners : new CopyOnWriteArrayList<>();
			all.add(added);
			return all;
		}));
		return () -> locks.forEach((lock) -> this.byLock.computeIfPresent(lock, (id, listeners) -> {
			listeners.remove(added);
			return listeners.isEmpty() ? null : listeners;
		}));
	}

	/**
	 * Tell those who listen for a lock.
	 * @return whether there is anybody
	 */
	boolean tell(String lockId) {
		List<Listener> listeners = this.byLock.getOrDefault(lockId, List.of());
		listeners.forEach(Listener::tell);
		return !listeners.isEmpty();
	}

	void tellAll() {
		this.byLock.values().stream().flatMap(List::stream).collect(Collectors.toSet()).forEach(Listener::tell);
	}

	/**
	 * One that differs from all others, even if the same is called.
	 */
	private static final class Listener {

		private final Runnable callback;

		private Listener(Runnable callback) {
			this.callback = callback;
		}

		private void tell() {
			this.callback.run();
		}

	}

}
