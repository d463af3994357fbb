// SPDX-License-Identifier: Apache-2.0

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
