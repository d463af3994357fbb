// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

/**
 * Why a lease is lost.
 */
enum LossReason {

	GONE("the store has it no more"),

	GONE_WHEN_RELEASED("the store had it no more when it was released"),

	RELEASED("it has been released"),

	MAX_HOLD_TIME("its maximum hold time is over"),

	NOT_RENEWED("it was not renewed in time"),

	NOT_TO_BE_RENEWED("its lease time is over, and it was not to be renewed");

	private final String text;

	LossReason(String text) {
		this.text = text;
	}

	@Override
	public String toString() {
		return this.text;
	}

}
