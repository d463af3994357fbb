// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

/**
 * Something that must not be in a history.
 *
 * @param invariant the name of the invariant
 * @param text what is wrong
 */
public record Violation(String invariant, String text) {

	@Override
	public String toString() {
		return this.invariant + ": " + this.text;
	}

}
