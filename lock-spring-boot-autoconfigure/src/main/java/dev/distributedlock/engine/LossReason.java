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
package dev.distributedlock.engine;

/**
 * Why a lease is lost.
 *
 * @author The Distributed Lock authors
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
