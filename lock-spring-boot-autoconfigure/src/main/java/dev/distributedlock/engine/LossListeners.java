// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockLease;

/**
 * Who wants to be told of the loss of a lease: each once, whether it asks before or
 * after.
 */
final class LossListeners {

	private enum State {

		OPEN, LOST, CLOSED

	}

	private State state = State.OPEN;

	private @Nullable List<Listener> listeners;

	void add(Listener listener, Consumer<Listener> teller) {
		synchronized (this) {
			if (this.state == State.CLOSED) {
				return;
			}
			if (this.state == State.OPEN) {
				this.listeners = (this.listeners != null) ? this.listeners : new ArrayList<>(2);
				this.listeners.add(listener);
				return;
			}
		}
		teller.accept(listener);
	}

	synchronized void remove(Consumer<LockLease> callback) {
		if (this.listeners != null) {
			this.listeners.removeIf((listener) -> listener.callback().equals(callback));
		}
	}

	void lost(Consumer<Listener> teller) {
		List<Listener> told = end(State.LOST);
		if (told != null) {
			told.forEach(teller);
		}
	}

	/**
	 * Tell nobody any more.
	 */
	void close() {
		end(State.CLOSED);
	}

	private synchronized @Nullable List<Listener> end(State state) {
		this.state = (this.state == State.CLOSED) ? State.CLOSED : state;
		List<Listener> listeners = this.listeners;
		this.listeners = null;
		return listeners;
	}

	/**
	 * A callback and its thread.
	 *
	 * @param callback what to call
	 * @param executor calls it
	 */
	record Listener(Consumer<LockLease> callback, Executor executor) {
	}

}
