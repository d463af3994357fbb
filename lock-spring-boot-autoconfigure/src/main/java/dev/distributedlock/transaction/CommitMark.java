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
package dev.distributedlock.transaction;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Marks a transaction whose commit has begun. Spring counts it as active until all
 * callbacks have been called, although a lock that is taken in one of them has no part in
 * it any more.
 *
 * @author The Distributed Lock authors
 */
final class CommitMark implements TransactionSynchronization {

	private static final CommitMark INSTANCE = new CommitMark();

	private CommitMark() {
	}

	/**
	 * Mark the transaction of this thread. The mark ends with the transaction.
	 */
	static void set() {
		if (TransactionSynchronizationManager.isSynchronizationActive()) {
			TransactionSynchronizationManager.registerSynchronization(INSTANCE);
		}
	}

	/**
	 * Return whether the transaction of this thread is marked. Synchronizations must be
	 * active.
	 */
	static boolean isSet() {
		return TransactionSynchronizationManager.getSynchronizations().contains(INSTANCE);
	}

}
