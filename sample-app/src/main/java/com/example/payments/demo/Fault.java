// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

import java.time.Instant;

/**
 * What was done to a replica.
 *
 * @param kind what
 * @param replica to whom
 * @param pid process of the replica
 * @param token fencing token of the settlement that was running there
 * @param at when
 */
record Fault(Kind kind, String replica, long pid, long token, Instant at) {

	enum Kind {

		/**
		 * The process was killed, and never came back.
		 */
		KILL,

		/**
		 * The process was suspended for longer than its lease, and went on.
		 */
		PAUSE

	}

}
