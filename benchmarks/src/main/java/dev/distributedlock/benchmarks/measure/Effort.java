// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.measure;

import java.time.Duration;

/**
 * How much is measured.
 *
 * @param name the name of the form
 * @param rounds how many rounds, in each of which every contender has its turn
 * @param warmUp how long each contender runs before anything counts
 * @param slice how long a turn is
 * @param handOffs how many hand-offs a turn has
 * @param leases how many leases are kept alive
 * @param leaseWindow how long they are watched
 * @param mostKnownKeys how many keys are known at most
 * @param alternativesKeep whether the alternatives keep leases alive too
 */
public record Effort(String name, int rounds, Duration warmUp, Duration slice, int handOffs, int leases,
		Duration leaseWindow, int mostKnownKeys, boolean alternativesKeep) {

	/**
	 * A glance of about two minutes.
	 */
	public static final Effort SHORT = new Effort("short", 3, Duration.ofMillis(500), Duration.ofMillis(200), 5, 10_000,
			Duration.ofSeconds(11), 10_000, false);

	/**
	 * For figures that are shown to people.
	 */
	public static final Effort FULL = new Effort("full", 7, Duration.ofSeconds(3), Duration.ofSeconds(1), 20, 10_000,
			Duration.ofSeconds(30), 1_000_000, true);

	/**
	 * Only shows that it works.
	 */
	public static final Effort SMOKE = new Effort("smoke", 1, Duration.ofMillis(20), Duration.ofMillis(20), 1, 10,
			Duration.ofMillis(50), 10, false);

	/**
	 * The same with a longer warm-up, for what depends on nothing but the compiler of the
	 * JVM.
	 * @return the changed effort
	 */
	public Effort warmer() {
		return new Effort(this.name, this.rounds, this.warmUp.multipliedBy(6), this.slice, this.handOffs, this.leases,
				this.leaseWindow, this.mostKnownKeys, this.alternativesKeep);
	}

}
