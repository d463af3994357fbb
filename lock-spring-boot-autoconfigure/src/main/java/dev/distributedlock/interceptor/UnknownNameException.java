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

package dev.distributedlock.interceptor;

/**
 * An expression names something that does not exist.
 *
 * @author The Distributed Lock authors
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
