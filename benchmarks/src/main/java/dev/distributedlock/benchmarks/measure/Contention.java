// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.measure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.benchmarks.contender.Contender;
import dev.distributedlock.benchmarks.contender.Held;
import dev.distributedlock.benchmarks.report.Bar;
import dev.distributedlock.benchmarks.report.Results;
import dev.distributedlock.benchmarks.server.RequestCounter;
import dev.distributedlock.benchmarks.server.Server;

/**
 * Sixteen threads of four replicas want the same lock again and again, for a millisecond.
 */
public final class Contention {

	private static final int REPLICAS = 4;

	private static final int THREADS = 4;

	private static final Duration SLICE = Duration.ofMillis(1200);

	private static final Duration WAIT = Duration.ofSeconds(10);

	private static final long HOLD_NANOS = 1_000_000;

	private final Results results;

	private final Effort effort;

	public Contention(Results results, Effort effort) {
		this.results = results;
		this.effort = effort;
	}

	/**
	 * Measure requests, changes of replica and waits.
	 * @param measure what this is called
	 * @param server the server
	 * @param reference whom to compare with
	 * @param changes how often the lock has to change replica, compared with the
	 * reference
	 * @param longestWait how long one may wait at most, compared with the reference; null
	 * if nothing is asked
	 * @param contenders the contenders
	 */
	public void measure(String measure, Server server, String reference, Bar changes, @Nullable Bar longestWait,
			List<Contender> contenders) {
		int rounds = (this.effort.rounds() + 1) / 2;
		try (LineUp lineUp = LineUp.open(this.results, contenders, REPLICAS, (contender) -> 1)) {
			Map<String, List<Slice>> slices = lineUp.measure(rounds, (entrant) -> slice(entrant, server));
			String prefix = measure + ": %d waiters, %d replicas: ".formatted(REPLICAS * THREADS, REPLICAS);
			this.results.add(prefix + "requests per acquisition", Bar.atMost(4.5, 3),
					Ratios.absolute(slices, (slice) -> (double) slice.requests() / slice.grants()));
			this.results.add(prefix + "changes of replica per second ÷ " + reference, changes,
					Ratios.of(slices, reference, Slice::changes));
			this.results.add(prefix + "longest wait ÷ " + reference, longestWait,
					Ratios.of(slices, reference, Slice::longestWait));
			this.results.add(prefix + "longest wait of %d ms, in ms".formatted(SLICE.toMillis()), null,
					Ratios.absolute(slices, (slice) -> slice.longestWait() / 1e6));
		}
	}

	private Slice slice(Entrant entrant, Server server) throws Exception {
		RequestCounter requests = server.countRequests();
		Turmoil turmoil = new Turmoil(entrant, System.nanoTime() + SLICE.toNanos());
		List<Long> waits = Workers.run(REPLICAS * THREADS, turmoil::play);
		return new Slice(requests.end().sent(), turmoil.grants, turmoil.changes,
				waits.stream().mapToLong(Long::longValue).max().orElseThrow());
	}

	/**
	 * What one slice tells.
	 *
	 * @param requests the number of requests that the server got
	 * @param grants how often the lock was granted
	 * @param changes how often it was granted to another replica than the time before
	 * @param longestWait the longest wait within the slice, in nanoseconds
	 */
	private record Slice(long requests, int grants, int changes, long longestWait) {
	}

	/**
	 * What the threads do. The counters are written under the lock.
	 */
	private static final class Turmoil {

		private final Entrant entrant;

		private final long end;

		private volatile int grants;

		private volatile int changes;

		private volatile int holder = -1;

		Turmoil(Entrant entrant, long end) {
			this.entrant = entrant;
			this.end = end;
		}

		/**
		 * Return the longest wait. One that has not ended counts up to the end.
		 */
		long play(int worker) throws Exception {
			long longest = 0;
			for (long start = System.nanoTime(); start < this.end; start = System.nanoTime()) {
				Held held = this.entrant.acquire(worker % REPLICAS, 0, WAIT);
				long now = System.nanoTime();
				longest = Math.max(longest, Math.min(now, this.end) - start);
				if (held != null) {
					granted(worker % REPLICAS, now < this.end);
					held.release();
				}
			}
			return longest;
		}

		@SuppressWarnings("NonAtomicOperationOnVolatileField")
		private void granted(int replica, boolean inTime) {
			this.grants++;
			if (inTime) {
				this.changes += (this.holder != replica) ? 1 : 0;
				this.holder = replica;
				LockSupport.parkNanos(HOLD_NANOS);
			}
		}

	}

}
