// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.distributedlock.benchmarks.contender.Contender;
import dev.distributedlock.benchmarks.contender.JdbcContenders;
import dev.distributedlock.benchmarks.measure.Contention;
import dev.distributedlock.benchmarks.measure.Cycles;
import dev.distributedlock.benchmarks.measure.Effort;
import dev.distributedlock.benchmarks.measure.HandOff;
import dev.distributedlock.benchmarks.measure.Leases;
import dev.distributedlock.benchmarks.measure.Race;
import dev.distributedlock.benchmarks.report.Bar;
import dev.distributedlock.benchmarks.report.Results;
import dev.distributedlock.benchmarks.server.NetworkTurns;
import dev.distributedlock.benchmarks.server.PostgresServer;
import dev.distributedlock.benchmarks.server.RequestCounter;

/**
 * What is measured on PostgreSQL.
 */
class PostgresSuite implements Suite {

	private static final String NAME = "PostgreSQL";

	@Override
	public void run(Effort effort, Results results, Map<String, String> environment) throws Exception {
		try (PostgresServer server = new PostgresServer()) {
			environment.put(NAME, server.version());
			// First, before there is anything that the server has to clean up meanwhile.
			new Leases(results, effort).measure(NAME, server, Bar.atMost(8, 3),
					new JdbcContenders(server).keeping(effort.alternativesKeep()));
			cycles(server, effort, results);
			new Race(results, effort).measure(NAME, new JdbcContenders(server).all());
			waiting(server, effort, results);
			knownKeys(server, effort, results);
		}
	}

	private static void cycles(PostgresServer server, Effort effort, Results results) {
		JdbcContenders contenders = new JdbcContenders(server);
		Cycles cycles = new Cycles(results, effort);
		cycles.counted(NAME + ": network turns of a cycle", new JdbcContenders(server.countingTurns()).all(), () -> {
			long before = NetworkTurns.count();
			return () -> NetworkTurns.count() - before;
		});
		cycles.counted(NAME + ": statements of a cycle", contenders.all(), () -> {
			RequestCounter counter = server.countRequests();
			return () -> counter.end().sent();
		});
		cycles.oneThread(NAME, Bar.atMost(0.85, 0.7), contenders.all());
		cycles.manyKeys(NAME, Bar.atLeast(0.9, 1.2), contenders.all());
		server.synchronousCommit(false);
		cycles.oneThread(NAME + ", synchronous_commit=off", Bar.atMost(1.25, 1.1), contenders.all());
		server.synchronousCommit(true);
	}

	private static void waiting(PostgresServer server, Effort effort, Results results) {
		JdbcContenders contenders = new JdbcContenders(server);
		new HandOff(results, effort).measure(NAME, Bar.atMost(12, 5), contenders.waiting());
		new Contention(results, effort).measure(NAME, server, Contender.FLOOR, Bar.atLeast(0.3, 0.6), null,
				contenders.waiting());
	}

	/**
	 * Each number of keys has a table of its own. It grows while connections have plans
	 * already, and is never analysed: the worst that can happen.
	 */
	private static void knownKeys(PostgresServer server, Effort effort, Results results) {
		JdbcContenders contenders = new JdbcContenders(server);
		Map<Integer, Contender> byKeys = new LinkedHashMap<>();
		for (int keys = 1; keys <= effort.mostKnownKeys(); keys *= 100) {
			byKeys.put(keys, contenders.ours(Contender.OURS + " " + keys, "known_" + keys));
		}
		new Cycles(results, effort).knownKeys(NAME, byKeys, (keys) -> fill(server, keys));
	}

	private static void fill(PostgresServer server, int keys) {
		server.execute("ALTER TABLE known_%d SET (autovacuum_enabled = false)".formatted(keys));
		server.execute("""
				INSERT INTO known_%1$d (lock_id, token, acquisition_id, acquired_at, expires_at)
				SELECT '%2$s' || key, 1, gen_random_uuid(), now, now
				FROM generate_series(0, %3$d) AS key, (SELECT (extract(epoch FROM now()) * 1e6)::bigint AS now)
				ON CONFLICT DO NOTHING""".formatted(keys, JdbcContenders.lockId("k"), keys - 1));
	}

}
