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

package dev.distributedlock.benchmarks.server;

import java.time.Duration;
import java.util.stream.Stream;

/**
 * Looks at processes of servers.
 *
 * @author The Distributed Lock authors
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
