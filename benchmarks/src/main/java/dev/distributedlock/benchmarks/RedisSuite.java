// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.distributedlock.benchmarks.contender.Contender;
import dev.distributedlock.benchmarks.contender.RedisContenders;
import dev.distributedlock.benchmarks.measure.Contention;
import dev.distributedlock.benchmarks.measure.Cycles;
import dev.distributedlock.benchmarks.measure.Effort;
import dev.distributedlock.benchmarks.measure.HandOff;
import dev.distributedlock.benchmarks.measure.Leases;
import dev.distributedlock.benchmarks.measure.Race;
import dev.distributedlock.benchmarks.report.Bar;
import dev.distributedlock.benchmarks.report.Results;
import dev.distributedlock.benchmarks.server.RedisServer;
import dev.distributedlock.benchmarks.server.RequestCounter;

/**
 * What is measured on Redis.
 */
class RedisSuite implements Suite {

	private static final String NAME = "Redis";

	@Override
	public void run(Effort effort, Results results, Map<String, String> environment) throws Exception {
		try (RedisServer server = new RedisServer()) {
			environment.put(NAME, server.version());
			RedisContenders contenders = new RedisContenders(server);
			cycles(server, contenders, new Cycles(results, effort));
			new Race(results, effort).measure(NAME, contenders.all());
			new HandOff(results, effort).measure(NAME, Bar.atMost(2.8, 2), contenders.waiting());
			new Contention(results, effort).measure(NAME, server, RedisContenders.RLOCK, Bar.atLeast(1, 2),
					Bar.atMost(1, 0.3), contenders.waiting());
			new Leases(results, effort).measure(NAME, server, null, contenders.keeping(effort.alternativesKeep()));
			knownKeys(contenders, effort, results);
		}
	}

	private static void cycles(RedisServer server, RedisContenders contenders, Cycles cycles) {
		cycles.counted(NAME + ": commands sent in a cycle", contenders.all(), () -> {
			RequestCounter counter = server.countRequests();
			return () -> counter.end().sent();
		});
		cycles.counted(NAME + ": commands executed in a cycle", contenders.all(), () -> {
			RequestCounter counter = server.countRequests();
			return () -> counter.end().executed();
		});
		cycles.oneThread(NAME, Bar.atMost(1.15, 1.05), contenders.all());
		cycles.manyKeys(NAME, Bar.atLeast(0.85, 1), contenders.all());
	}

	/**
	 * Each number of keys has a database of its own, filled beforehand.
	 */
	private static void knownKeys(RedisContenders contenders, Effort effort, Results results) {
		Map<Integer, Contender> byKeys = new LinkedHashMap<>();
		for (int keys = 1; keys <= effort.mostKnownKeys(); keys *= 100) {
			byKeys.put(keys, contenders.ours(Contender.OURS + " " + keys, 1 + byKeys.size()));
		}
		Cycles cycles = new Cycles(results, effort);
		byKeys.forEach((keys, contender) -> cycles.once(contender, keys));
		cycles.knownKeys(NAME, byKeys, (keys) -> {
		});
	}

}
