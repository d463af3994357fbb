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

package dev.distributedlock;

/**
 * Thrown if a resource has been written to with a larger fencing token: the lock under
 * which the caller wants to write was lost, and somebody else has had it since.
 *
 * @author The Distributed Lock authors
 * @since 0.1.0
 */
public class StaleFencingTokenException extends LockException {

	private final String resource;

	private final long fencingToken;

	private final long seenToken;

	/**
	 * Create a new exception.
	 * @param resource what was to be written to
	 * @param fencingToken the token that was refused
	 * @param seenToken the largest token that the resource has seen
	 */
	public StaleFencingTokenException(String resource, long fencingToken, long seenToken) {
		super("Resource '" + LockKeys.shorten(resource) + "' refuses fencing token " + fencingToken + ": it has seen "
				+ seenToken + ". The lock was lost, and a later holder has written", null);
		this.resource = resource;
		this.fencingToken = fencingToken;
		this.seenToken = seenToken;
	}

	/**
	 * Return what was to be written to.
	 * @return the resource
	 */
	public String getResource() {
		return this.resource;
	}

	/**
	 * Return the token that was refused.
	 * @return the token
	 */
	public long getFencingToken() {
		return this.fencingToken;
	}

	/**
	 * Return the largest token that the resource has seen.
	 * @return the token
	 */
	public long getSeenToken() {
		return this.seenToken;
	}

}
