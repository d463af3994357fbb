// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.util.List;

/**
 * What the server saw of the clients of one database, by its own account.
 */
@FunctionalInterface
public interface StatementLog {

	/**
	 * Do something and return the statements it caused, with those that the driver sends
	 * of its own accord. Each execution of a prepared statement counts, its preparation
	 * does not.
	 * @param task what to do
	 * @return the statements, in the order in which they arrived
	 */
	List<String> during(Runnable task);

}
