// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.server;

import java.time.Duration;
import java.util.stream.Stream;

/**
 * Looks at processes of servers.
 */
final class Processes {

	private Processes() {
	}

	/**
	 * Return the CPU time of a process and of those that it started and that still run.
	 */
	static Duration cpuTime(long pid) {
		ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
		return Stream.concat(Stream.of(process), process.descendants())
			.map((each) -> each.info().totalCpuDuration().orElse(Duration.ZERO))
			.reduce(Duration.ZERO, Duration::plus);
	}

}
