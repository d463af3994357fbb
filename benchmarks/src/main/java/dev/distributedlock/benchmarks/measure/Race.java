// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.measure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

import dev.distributedlock.benchmarks.contender.Contender;
import dev.distributedlock.benchmarks.contender.Held;
import dev.distributedlock.benchmarks.report.Results;

/**
 * Two replicas snatch at few keys without waiting, to see whether two ever get the same.
 */
public final class Race {

	private static final int THREADS = 8;

	private final Results results;

	private final Effort effort;

	public Race(Results results, Effort effort) {
		this.results = results;
		this.effort = effort;
	}

	/**
	 * Count the grants of a lock that somebody else holds.
	 * @param measure what this is called
	 * @param contenders the contenders
	 */
	public void measure(String measure, List<Contender> contenders) {
		try (LineUp lineUp = LineUp.open(this.results, contenders, 2, (contender) -> 3)) {
			Map<String, List<Long>> violations = lineUp.measure(Math.min(3, this.effort.rounds()), this::violations);
			this.results.add(measure + ": two holders at once", null, Ratios.absolute(violations, Long::doubleValue));
		}
	}

	private long violations(Entrant entrant) throws Exception {
		long end = System.nanoTime() + this.effort.slice().toNanos();
		Workers.run(THREADS, (worker) -> {
			while (System.nanoTime() < end) {
				int key = ThreadLocalRandom.current().nextInt(entrant.keys());
				Held held = entrant.acquire(worker % entrant.replicas(), key, Duration.ZERO);
				if (held != null) {
					LockSupport.parkNanos(200_000);
					held.release();
				}
			}
			return true;
		});
		return entrant.exclusion().violations();
	}

}
