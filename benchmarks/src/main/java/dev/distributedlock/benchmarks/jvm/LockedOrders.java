// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.jvm;

import dev.distributedlock.DistributedLock;

/**
 * The method with a lock of this project.
 */
public class LockedOrders {

	/**
	 * Do next to nothing under a lock.
	 * @param order the order
	 * @return the result
	 */
	@DistributedLock(name = "order", key = "#order.id")
	public long ship(Order order) {
		return order.id() + order.state().length();
	}

}
