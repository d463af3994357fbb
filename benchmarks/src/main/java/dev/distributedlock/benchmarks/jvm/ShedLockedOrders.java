// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.jvm;

import net.javacrumbs.shedlock.spring.annotation.SchedulerLock;

/**
 * The method with ShedLock.
 */
public class ShedLockedOrders {

	/**
	 * Do next to nothing under a lock.
	 * @param order the order
	 * @return the result; ShedLock does not know a skipped call that returns a number
	 */
	@SchedulerLock(name = "order-#{#order.id}")
	public Long ship(Order order) {
		return order.id() + order.state().length();
	}

}
