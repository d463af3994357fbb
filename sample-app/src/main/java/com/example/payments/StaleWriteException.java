// SPDX-License-Identifier: Apache-2.0

package com.example.payments;

/**
 * A write was refused, because somebody with a newer token has written.
 */
class StaleWriteException extends RuntimeException {

	StaleWriteException(String resource, long token) {
		super("A newer holder of the lock has written to '" + resource + "', token " + token + " is stale");
	}

}
