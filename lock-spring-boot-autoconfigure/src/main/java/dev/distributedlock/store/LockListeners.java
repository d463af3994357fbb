// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

import dev.distributedlock.store.LockStore.Subscription;

/**
 * Who is to be told of which locks, for stores that hear of releases. Thread-safe.
 *
 * @since 0.1.0
 */
public final class LockListeners {

	private final Map<LockId, List<Listener>> byLock = new ConcurrentHashMap<>();

	/**
	 * Add a listener.
	 * @param locks what it is to be told of
	 * @param callback what to call; must not block
	 * @param live whether calls are to be expected at present
	 * @return the subscription, which removes the listener when it is closed
	 */
	public Subscription add(Collection<LockId> locks, Runnable callback, BooleanSupplier live) {
		Listener listener = new Listener(Set.copyOf(locks), callback, live);
		listener.locks.forEach((lock) -> this.byLock.compute(lock, (id, listeners) -> {
			List<Listener> all = (listeners != null) ? listeners : new CopyOnWriteArrayList<>();
			all.add(listener);
			return all;
		}));
		return listener;
	}

	/**
	 * Tell those who listen for a lock.
	 * @param lock which lock
	 * @return whether there is anybody
	 */
	public boolean tell(LockId lock) {
		List<Listener> listeners = this.byLock.getOrDefault(lock, List.of());
		listeners.forEach((listener) -> listener.callback.run());
		return !listeners.isEmpty();
	}

	/**
	 * Tell everybody once.
	 */
	public void tellAll() {
		this.byLock.values()
			.stream()
			.flatMap(List::stream)
			.collect(Collectors.toSet())
			.forEach((listener) -> listener.callback.run());
	}

	private final class Listener implements Subscription {

		private final Set<LockId> locks;

		private final Runnable callback;

		private final BooleanSupplier live;

		private Listener(Set<LockId> locks, Runnable callback, BooleanSupplier live) {
			this.locks = locks;
			this.callback = callback;
			this.live = live;
		}

		@Override
		public boolean isLive() {
			return this.live.getAsBoolean();
		}

		@Override
		public void close() {
			this.locks.forEach((lock) -> LockListeners.this.byLock.computeIfPresent(lock, (id, listeners) -> {
				listeners.remove(this);
				return listeners.isEmpty() ? null : listeners;
			}));
		}

	}

}
