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
package dev.distributedlock.store.redisson;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.redisson.api.RedissonClient;

import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore.Subscription;

/**
 * Those in this replica who wait for locks, and are called when one becomes free.
 *
 * @author The Distributed Lock authors
 */
final class WakeUps {

	private final ConcurrentMap<LockId, List<Runnable>> listeners = new ConcurrentHashMap<>();

	private final WakeUpChannel channel;

	private final Consumer<LockId> passOn;

	/**
	 * Create wake-ups that do not listen yet.
	 * @param client where to listen
	 * @param passOn called with a lock that is free, and that nobody here wants any more
	 */
	WakeUps(RedissonClient client, Consumer<LockId> passOn) {
		this.channel = new WakeUpChannel(client, WakeUpChannel.IDLE_TIME, this::wakeUp, this::wakeAll);
		this.passOn = passOn;
	}

	WakeUpChannel channel() {
		return this.channel;
	}

	Subscription subscribe(Collection<LockId> locks, Runnable listener) {
		Set<LockId> wanted = Set.copyOf(locks);
		// An object of its own: the same listener may be subscribed twice.
		Runnable own = () -> listener.run();
		wanted.forEach((lock) -> this.listeners.merge(lock, List.of(own), WakeUps::concat));
		return new Subscription() {

			@Override
			public boolean isLive() {
				return WakeUps.this.channel.isLive();
			}

			@Override
			public void close() {
				wanted
					.forEach((lock) -> WakeUps.this.listeners.computeIfPresent(lock, (key, all) -> without(all, own)));
			}

		};
	}

	private static List<Runnable> concat(List<Runnable> some, List<Runnable> others) {
		return Stream.concat(some.stream(), others.stream()).toList();
	}

	private static @Nullable List<Runnable> without(List<Runnable> all, Runnable one) {
		List<Runnable> rest = all.stream().filter((other) -> other != one).toList();
		return rest.isEmpty() ? null : rest;
	}

	private void wakeUp(String message) {
		LockId lock = new LockId(message);
		List<Runnable> waiting = this.listeners.get(lock);
		if (waiting != null) {
			waiting.forEach(Runnable::run);
		}
		else {
			this.passOn.accept(lock);
		}
	}

	private void wakeAll() {
		this.listeners.values().stream().flatMap(List::stream).collect(Collectors.toSet()).forEach(Runnable::run);
	}

}
