// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

/**
 * Where locks can be kept.
 *
 * @since 0.1.0
 */
public enum LockStoreType {

	/**
	 * In a table of the application's SQL database.
	 */
	JDBC,

	/**
	 * In Redis or Valkey, with Redisson as the client.
	 */
	REDISSON,

	/**
	 * In memory: for tests and for development with a single process. Never chosen unless
	 * it is asked for.
	 */
	LOCAL

}
