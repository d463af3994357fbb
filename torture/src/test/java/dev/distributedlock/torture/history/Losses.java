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

package dev.distributedlock.torture.history;

import java.util.Map;
import java.util.stream.Collectors;

import dev.distributedlock.torture.history.Entry.Type;

/**
 * When holders were told that they had lost their locks.
 *
 * @author The Distributed Lock authors
 */
final class Losses {

	private final Map<String, Long> told;

	Losses(History history) {
		this.told = history.all(Type.LOST)
			.stream()
			.collect(Collectors.toMap((loss) -> id(loss.key(), loss.token()), Entry::to, Math::min));
	}

	/**
	 * When a holder was told, or the end of time.
	 */
	long toldAt(String lock, long token) {
		return this.told.getOrDefault(id(lock, token), Long.MAX_VALUE);
	}

	private static String id(String lock, long token) {
		return lock + " " + token;
	}

}
