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
 * @author The Distributed Lock authors
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
