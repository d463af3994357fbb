// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Servers that are started once, when the first test asks. That there is none is found
 * out only once, too.
 *
 * @param <P> what to tell them by
 * @param <S> the type of the servers
 */
final class SharedServers<P, S> {

	private final Map<P, Supplier<S>> servers = new HashMap<>();

	private final Function<P, S> start;

	SharedServers(Function<P, S> start) {
		this.start = start;
	}

	synchronized S get(P product) {
		return this.servers.computeIfAbsent(product, this::start).get();
	}

	private Supplier<S> start(P product) {
		try {
			S server = this.start.apply(product);
			return () -> server;
		}
		catch (RuntimeException ex) {
			return () -> {
				throw ex;
			};
		}
	}

}
