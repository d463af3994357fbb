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

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the tests ran against, and what they did not.
 *
 * @author The Distributed Lock authors
 */
final class ServerSummary {

	static final String REDIS_CLUSTER = "REDIS_CLUSTER";

	static final String REDIS_SENTINEL = "REDIS_SENTINEL";

	static final String PGBOUNCER = "PGBOUNCER";

	private static final Map<String, String> LINES = new TreeMap<>();

	private ServerSummary() {
	}

	static synchronized void ran(String server, String version, String provision) {
		LINES.put(server, version + ", " + provision);
	}

	static synchronized void didNotRun(String server, String reason) {
		LINES.put(server, "NOT RUN: " + reason);
	}

	static synchronized String text() {
		return LINES.entrySet()
			.stream()
			.map((line) -> "  %-20s %s%n".formatted(line.getKey(), line.getValue()))
			.collect(Collectors.joining("", "Servers of the tests:%n".formatted(), ""));
	}

}
