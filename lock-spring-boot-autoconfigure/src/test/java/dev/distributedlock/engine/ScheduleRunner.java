// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/**
 * Runs schedules, one after the other, on threads that are used again. Logs nothing
 * meanwhile.
 */
final class ScheduleRunner implements AutoCloseable {

	private static final String LOGGER = "dev.distributedlock";

	private final LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());

	private final World.Parts parts;

	private ExecutorService threads = Executors.newCachedThreadPool();

	ScheduleRunner(World.Parts parts) {
		this.parts = parts;
		this.logging.setLogLevel(LOGGER, LogLevel.OFF);
	}

	/**
	 * Run a schedule.
	 * @return what went wrong, or null
	 */
	@Nullable Throwable run(Schedule schedule) {
		return run(new World(schedule, this.parts, this.threads));
	}

	/**
	 * Run a schedule.
	 * @return what tells the run from others
	 */
	String fingerprint(Schedule schedule) {
		World world = new World(schedule, this.parts, this.threads);
		return run(world) + " after " + world.fingerprint();
	}

	private @Nullable Throwable run(World world) {
		Throwable failure = world.run();
		if (failure != null) {
			// Something may be left on the threads.
			this.threads.shutdown();
			this.threads = Executors.newCachedThreadPool();
		}
		return failure;
	}

	/**
	 * Leave out steps of a schedule that goes wrong, as long as something still does.
	 */
	Schedule shorten(Schedule schedule) {
		Schedule shortest = schedule;
		for (int length = Math.max(1, schedule.steps().size() / 2); length > 0; length /= 2) {
			for (int from = shortest.steps().size() - length; from >= 0; from--) {
				Schedule shorter = shortest.without(from, length);
				if (shorter.steps().size() < shortest.steps().size() && run(shorter) != null) {
					shortest = shorter;
				}
			}
		}
		return shortest;
	}

	@Override
	public void close() {
		this.threads.shutdown();
		this.logging.setLogLevel(LOGGER, null);
	}

}
