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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the tests ran against, and what they did not.
 *
 * @author The Distributed Lock authors
 */
final class ServerSummary {

	static final String REDIS_CLUSTER = "REDIS_CLUSTER";

	static final String REDIS_SENTINEL = "REDIS_SENTINEL";

	static final String PGBOUNCER = "PGBOUNCER";

	private static final Map<String, String> LINES = new LinkedHashMap<>();

	static {
		Stream.of(DatabaseProduct.values()).map(Enum::name).forEach(ServerSummary::isNotUsed);
		Stream.of(RedisProduct.values()).map(Enum::name).forEach(ServerSummary::isNotUsed);
		List.of(REDIS_CLUSTER, REDIS_SENTINEL, PGBOUNCER).forEach(ServerSummary::isNotUsed);
	}

	private ServerSummary() {
	}

	private static void isNotUsed(String server) {
		LINES.put(server, "not used by these tests");
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
