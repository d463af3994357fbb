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
 * A lease was lost before the work under it had ended.
 *
 * @author The Distributed Lock authors
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
