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
 * @author The Distributed Lock authors
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
