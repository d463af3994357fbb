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
package dev.distributedlock.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Locks cannot work as the application is set up. Says what to change. Spring Boot has
 * such an exception of its own, but not in every version that locks work with.
 *
 * @author The Distributed Lock authors
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
