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
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.redisson.api.RedissonClient;

import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockListeners;
import dev.distributedlock.store.LockStore.Subscription;

/**
 * Those in this replica who wait for locks, and are called when one becomes free.
 *
 * @author The Distributed Lock authors
 */
final class WakeUps {

	private final LockListeners listeners = new LockListeners();

	/**
	 * Locks whose releases are not notified, because the server refused to register the
	 * waiter.
	 */
	private final Set<LockId> unregistered = ConcurrentHashMap.newKeySet();

	private final WakeUpChannel channel;

	private final Consumer<LockId> passOn;

	/**
	 * Create wake-ups that do not listen yet.
	 * @param client where to listen
	 * @param passOn called with a lock that is free, and that nobody here wants any more
	 */
	WakeUps(RedissonClient client, Consumer<LockId> passOn) {
		this.channel = new WakeUpChannel(client, WakeUpChannel.IDLE_TIME, this::wakeUp, this.listeners::tellAll);
		this.passOn = passOn;
	}

	WakeUpChannel channel() {
		return this.channel;
	}

	Subscription subscribe(Collection<LockId> locks, Runnable listener) {
		Subscription subscription = this.listeners.add(locks, listener,
				() -> this.channel.isLive() && Collections.disjoint(this.unregistered, locks));
		return new Subscription() {

			@Override
			public boolean isLive() {
				return subscription.isLive();
			}

			@Override
			public void close() {
				subscription.close();
				locks.forEach(WakeUps.this.unregistered::remove);
			}

		};
	}

	/**
	 * Listens, because a caller is refused locks and waits.
	 * @param locks what it waits for
	 * @param registered whether the server has registered it as a waiter
	 */
	void refused(Collection<LockId> locks, boolean registered) {
		if (registered) {
			locks.forEach(this.unregistered::remove);
		}
		else {
			this.unregistered.addAll(locks);
		}
		this.channel.needed();
	}

	private void wakeUp(String message) {
		LockId lock = new LockId(message);
		if (!this.listeners.tell(lock)) {
			this.passOn.accept(lock);
		}
	}

}
