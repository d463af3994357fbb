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

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import dev.distributedlock.LockLease;

/**
 * Who wants to be told of the loss of a lease: each once, whether it asks before or
 * after.
 *
 * @author The Distributed Lock authors
 */
final class LossListeners {

	private final List<Consumer<LockLease>> callbacks = new CopyOnWriteArrayList<>();

	private volatile boolean lost;

	private volatile boolean closed;

	void add(Consumer<LockLease> callback, Consumer<Consumer<LockLease>> teller) {
		if (this.closed) {
			return;
		}
		this.callbacks.add(callback);
		if (this.lost) {
			tell(callback, teller);
		}
	}

	void lost(Consumer<Consumer<LockLease>> teller) {
		this.lost = true;
		this.callbacks.forEach((callback) -> tell(callback, teller));
	}

	private void tell(Consumer<LockLease> callback, Consumer<Consumer<LockLease>> teller) {
		if (this.callbacks.remove(callback)) {
			teller.accept(callback);
		}
	}

	/**
	 * Tell nobody any more.
	 */
	void close() {
		this.closed = true;
		this.callbacks.clear();
	}

}
