// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.worker;

import java.nio.file.Path;
import java.time.Duration;

import org.springframework.core.env.Environment;

/**
 * What a worker is told.
 *
 * @param name its name
 * @param record where to record what it does
 * @param seed of what it chooses
 * @param threads how many of them work
 * @param lease the lease time
 * @param registers the database with the registers
 * @param simulated whether its faults are simulated, since it shares its process with
 * others
 * @param flaw what is wrong with it on purpose
 */
record WorkerSettings(String name, Path record, long seed, int threads, Duration lease, Database registers,
		boolean simulated, Flaw flaw) {

	static final String KEY_PREFIX = "t";

	static WorkerSettings of(Environment environment) {
		return new WorkerSettings(environment.getRequiredProperty("torture.worker"),
				Path.of(environment.getRequiredProperty("torture.record")),
				environment.getProperty("torture.seed", Long.class, 1L),
				environment.getProperty("torture.threads", Integer.class, 4),
				Duration.ofMillis(environment.getProperty("torture.lease-millis", Long.class, 2000L)),
				Database.of(environment, "torture.registers"),
				environment.getProperty("torture.simulated", Boolean.class, false),
				environment.getProperty("torture.flaw", Flaw.class, Flaw.NONE));
	}

	/**
	 * A database elsewhere.
	 *
	 * @param url where it is
	 * @param user who connects
	 * @param password of the user
	 */
	record Database(String url, String user, String password) {

		static Database of(Environment environment, String prefix) {
			return new Database(environment.getRequiredProperty(prefix + ".url"),
					environment.getRequiredProperty(prefix + ".user"),
					environment.getRequiredProperty(prefix + ".password"));
		}

	}

}
