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

package com.example.payments.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * A job of the application, as {@code application-demonstration.yml} schedules it.
 *
 * @param name what it is called
 * @param period how often it runs: at every multiple of it since the epoch
 * @author The Distributed Lock authors
 */
record Job(String name, Duration period) {

	static final Job SETTLEMENT = new Job("settlement", Duration.ofSeconds(1));

	static final Job REPORT = new Job("report", Duration.ofSeconds(5));

	static final List<Job> ALL = List.of(SETTLEMENT, REPORT);

	/**
	 * Return the last tick that is not after a time.
	 */
	Instant tickAt(Instant time) {
		long period = this.period.toSeconds();
		return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), period) * period);
	}

	/**
	 * Return the ticks after a time, up to another.
	 */
	Stream<Instant> ticks(Instant after, Instant upTo) {
		return Stream.iterate(tickAt(after).plus(this.period), (tick) -> !tick.isAfter(upTo),
				(tick) -> tick.plus(this.period));
	}

}
