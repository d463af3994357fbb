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

package dev.distributedlock.benchmarks.report;

/**
 * What the locks of this project have to reach.
 *
 * @param atMost whether less is better
 * @param bar what has to be reached
 * @param aim what would be good
 * @author The Distributed Lock authors
 */
public record Bar(boolean atMost, double bar, double aim) {

	/**
	 * A bar where less is better.
	 * @param bar what has to be reached
	 * @param aim what would be good
	 * @return the bar
	 */
	public static Bar atMost(double bar, double aim) {
		return new Bar(true, bar, aim);
	}

	/**
	 * A bar where more is better.
	 * @param bar what has to be reached
	 * @param aim what would be good
	 * @return the bar
	 */
	public static Bar atLeast(double bar, double aim) {
		return new Bar(false, bar, aim);
	}

	/**
	 * Judge a value.
	 * @param value the value
	 * @return the verdict
	 */
	public String verdict(double value) {
		return reaches(value, this.aim) ? "aim" : reaches(value, this.bar) ? "bar" : "**missed**";
	}

	private boolean reaches(double value, double limit) {
		return this.atMost ? value <= limit : value >= limit;
	}

	@Override
	public String toString() {
		String sign = this.atMost ? "≤ " : "≥ ";
		return sign + Figures.format(this.bar) + " | " + sign + Figures.format(this.aim);
	}

}
