// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the tests ran against, and what they did not.
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

	static synchronized boolean isEmpty() {
		return LINES.isEmpty();
	}

	static synchronized String text() {
		return LINES.entrySet()
			.stream()
			.map((line) -> "  %-20s %s%n".formatted(line.getKey(), line.getValue()))
			.collect(Collectors.joining("", "Servers of the tests:%n".formatted(), ""));
	}

}
