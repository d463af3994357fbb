// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

/**
 * An option makes no sense. The message is for the user.
 */
class InvalidOptionException extends RuntimeException {

	InvalidOptionException(String message) {
		super(message);
	}

}
