// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.jvm;

/**
 * The method without a lock.
 */
public class Orders {

	/**
	 * Do next to nothing.
	 * @param order the order
	 * @return the result
	 */
	public long ship(Order order) {
		return order.id() + order.state().length();
	}

}
