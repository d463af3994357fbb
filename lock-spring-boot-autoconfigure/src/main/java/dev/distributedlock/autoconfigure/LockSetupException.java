// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Locks cannot work as the application is set up. Says what to change. Spring Boot has
 * such an exception of its own, but not in every version that locks work with.
 */
class LockSetupException extends RuntimeException {

	private final String action;

	/**
	 * Create a new exception.
	 * @param description what is wrong; never a secret
	 * @param action what to change
	 */
	LockSetupException(String description, String action) {
		this(description, action, null);
	}

	/**
	 * Create a new exception.
	 * @param description what is wrong; never a secret
	 * @param action what to change
	 * @param cause why, or null
	 */
	LockSetupException(String description, String action, @Nullable Throwable cause) {
		super(description, cause);
		this.action = action;
	}

	FailureAnalysis analysis() {
		return new FailureAnalysis(String.valueOf(getMessage()), this.action, this);
	}

}
