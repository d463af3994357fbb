// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import dev.distributedlock.benchmarks.contender.Contender;
import dev.distributedlock.benchmarks.contender.Held;
import dev.distributedlock.benchmarks.report.Bar;
import dev.distributedlock.benchmarks.report.Figures;
import dev.distributedlock.benchmarks.report.Results;

/**
 * Hands a lock from one replica to another one that waits for it, and back.
 */
public final class HandOff {

	private static final Duration WAIT = Duration.ofSeconds(10);

	private final Results results;

	private final Effort effort;

	public HandOff(Results results, Effort effort) {
		this.results = results;
		this.effort = effort;
	}

	/**
	 * Measure the time from the beginning of the release to the grant.
	 * @param measure what this is called
	 * @param bar what has to be reached
	 * @param contenders the contenders
	 */
	public void measure(String measure, Bar bar, List<Contender> contenders) {
		try (LineUp lineUp = LineUp.open(this.results, contenders, 2, (contender) -> 1)) {
			this.results.add(measure + ": hand-off to another replica ÷ floor", bar, Ratios
				.of(lineUp.measure(this.effort.rounds(), this::medianNanos), Contender.FLOOR, (nanos) -> nanos));
		}
	}

	private double medianNanos(Entrant entrant) throws Exception {
		PingPong pingPong = new PingPong(entrant, this.effort.handOffs());
		List<List<Double>> times = Workers.run(2, pingPong::play);
		return new Figures(times.stream().flatMap(List::stream).toList()).median();
	}

	/**
	 * One play of two replicas. Whoever has released stands back until the other one has
	 * the lock, and then waits for it; it is held long enough for that.
	 */
	private static final class PingPong {

		private final Entrant entrant;

		private final int handOffs;

		private final AtomicInteger grants = new AtomicInteger();

		private volatile int holder;

		private volatile long releasedAt;

		PingPong(Entrant entrant, int handOffs) {
			this.entrant = entrant;
			this.handOffs = handOffs;
		}

		List<Double> play(int replica) throws Exception {
			List<Double> times = new ArrayList<>();
			while (true) {
				Held held = this.entrant.acquire(replica, 0, WAIT);
				long now = System.nanoTime();
				if (held == null) {
					throw new IllegalStateException("No hand-off within " + WAIT);
				}
				this.holder = replica;
				int grant = this.grants.getAndIncrement();
				if (grant > 0 && grant <= this.handOffs) {
					times.add((double) (now - this.releasedAt));
				}
				if (grant >= this.handOffs) {
					held.release();
					return times;
				}
				LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(20_000_000, 60_000_000));
				this.releasedAt = System.nanoTime();
				held.release();
				while (this.holder == replica) {
					LockSupport.parkNanos(50_000);
				}
			}
		}

	}

}
