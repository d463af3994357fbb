// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

/**
 * An expression names something that does not exist.
 */
final class UnknownNameException extends RuntimeException {

	private final String action;

	/**
	 * Create a new exception.
	 * @param problem what is named, and why it does not exist
	 * @param action what to write instead
	 */
	UnknownNameException(String problem, String action) {
		super(problem);
		this.action = action;
	}

	String action() {
		return this.action;
	}

}
