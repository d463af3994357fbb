// SPDX-License-Identifier: Apache-2.0

package com.example.payments;

/**
 * There is no such account.
 */
class UnknownAccountException extends RuntimeException {

	UnknownAccountException(String id) {
		super("There is no account '" + id + "'");
	}

}
