// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

/**
 * The demonstration cannot go on. The message is for the user.
 */
class DemonstrationException extends RuntimeException {

	DemonstrationException(String message) {
		super(message);
	}

}
