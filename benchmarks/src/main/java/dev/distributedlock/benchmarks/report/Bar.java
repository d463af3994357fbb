// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.report;

/**
 * What the locks of this project have to reach.
 *
 * @param atMost whether less is better
 * @param bar what has to be reached
 * @param aim what would be good
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
