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

package dev.distributedlock.benchmarks.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.benchmarks.contender.Contender;
import dev.distributedlock.benchmarks.contender.Held;
import dev.distributedlock.benchmarks.contender.Replica;

/**
 * A contender with its replicas, whose grants are watched.
 *
 * @author The Distributed Lock authors
 */
final class Entrant implements AutoCloseable {

	private final String name;

	private final String[] keys;

	private final List<Replica> replicas = new ArrayList<>();

	private final Exclusion exclusion;

	Entrant(Contender contender, int replicas, String[] keys) throws Exception {
		this.name = contender.name();
		this.keys = keys;
		this.exclusion = new Exclusion(keys.length);
		try {
			for (int i = 0; i < replicas; i++) {
				this.replicas.add(contender.open());
			}
		}
		catch (Exception ex) {
			close();
			throw ex;
		}
	}

	String name() {
		return this.name;
	}

	int keys() {
		return this.keys.length;
	}

	int replicas() {
		return this.replicas.size();
	}

	Exclusion exclusion() {
		return this.exclusion;
	}

	/**
	 * Acquire a lock, and have its release seen before it happens.
	 */
	@Nullable Held acquire(int replica, int key, Duration wait) throws Exception {
		Held held = this.replicas.get(replica).acquire(this.keys[key], wait);
		if (held == null) {
			return null;
		}
		this.exclusion.enter(key);
		return () -> {
			this.exclusion.exit(key);
			held.release();
		};
	}

	/**
	 * Acquire a free lock and release it.
	 */
	void cycle(int key) throws Exception {
		Held held = acquire(0, key, Duration.ZERO);
		if (held == null) {
			throw new IllegalStateException("A free lock was refused by " + this.name);
		}
		held.release();
	}

	@Override
	public void close() {
		for (Replica replica : this.replicas) {
			replica.close();
		}
	}

}
