// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

/**
 * How a method tells that its work is done.
 */
enum Completion {

	/**
	 * It returns.
	 */
	RETURN,

	/**
	 * Its future is completed, and whoever calls it waits for that anyway: the thread
	 * that runs an {@code @Async} method.
	 */
	AWAITED,

	/**
	 * Its {@link java.util.concurrent.CompletionStage} is completed.
	 */
	STAGE,

	/**
	 * Its publisher completes or fails, or its subscriber cancels.
	 */
	PUBLISHER

}
