// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock;

/**
 * A lease was lost before the work under it had ended.
 *
 * @since 0.1.0
 */
public class LockLostException extends LockException {

	private final transient LockLease lease;

	/**
	 * Create a new exception.
	 * @param lease the lost lease
	 * @param reason why it counts as lost
	 */
	public LockLostException(LockLease lease, String reason) {
		super("Lock " + LockKeys.describe(lease.name(), lease.keys()) + " (token " + lease.fencingToken()
				+ ") was lost: " + reason, null);
		this.lease = lease;
	}

	/**
	 * Return the lost lease.
	 * @return the lease
	 */
	public LockLease getLease() {
		return this.lease;
	}

}
