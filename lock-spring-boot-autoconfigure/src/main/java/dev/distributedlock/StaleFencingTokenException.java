// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock;

/**
 * Thrown if a resource has been written to with a larger fencing token: the lock under
 * which the caller wants to write was lost, and somebody else has had it since.
 *
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
