// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a server tells of itself. What it does not tell is taken to be as it should.
 */
final class RedisServerInfo {

	/**
	 * The oldest that is tested.
	 */
	private static final String OLDEST = "6.2";

	private final Map<String, String> server;

	private final Map<String, String> memory;

	private final Map<String, String> replication;

	private final Map<String, String> persistence;

	RedisServerInfo(Map<String, String> server, Map<String, String> memory, Map<String, String> replication,
			Map<String, String> persistence) {
		this.server = server;
		this.memory = memory;
		this.replication = replication;
		this.persistence = persistence;
	}

	List<String> problems() {
		List<String> problems = new ArrayList<>();
		String version = this.server.getOrDefault("redis_version", OLDEST);
		if (isOlder(version, OLDEST)) {
			problems.add("is version " + version + ", and must be " + OLDEST + " or later.");
		}
		if ("slave".equals(this.replication.get("role"))) {
			problems.add("is a replica: locks can be taken at its master only.");
		}
		String policy = this.memory.getOrDefault("maxmemory_policy", "noeviction");
		if (!"0".equals(this.memory.getOrDefault("maxmemory", "0")) && !"noeviction".equals(policy)) {
			problems.add("may evict locks that are held when its memory is full (maxmemory-policy " + policy
					+ "): set it to noeviction.");
		}
		return problems;
	}

	boolean appendsToFile() {
		return !"0".equals(this.persistence.get("aof_enabled"));
	}

	private static boolean isOlder(String version, String than) {
		Comparator<int[]> byPart = Comparator.<int[]>comparingInt((parts) -> parts[0])
			.thenComparingInt((parts) -> parts[1]);
		return byPart.compare(parts(version), parts(than)) < 0;
	}

	private static int[] parts(String version) {
		int[] parts = Stream.of(version.split("\\D+"))
			.filter((part) -> !part.isEmpty())
			.mapToInt(Integer::parseInt)
			.toArray();
		return (parts.length >= 2) ? parts : new int[] { Integer.MAX_VALUE, 0 };
	}

}
