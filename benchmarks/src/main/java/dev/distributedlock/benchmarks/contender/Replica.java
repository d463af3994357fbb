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

package dev.distributedlock.benchmarks.contender;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A contender as one replica of an application has it, with connections of its own.
 *
 * @author The Distributed Lock authors
 */
public interface Replica extends AutoCloseable {

	/**
	 * Acquire the lock of a key.
	 * @param key the key
	 * @param wait how long to wait, zero to try once; ignored by who cannot wait
	 * @return the lock, or null if it stayed busy
	 * @throws Exception if that failed
	 */
	@Nullable Held acquire(String key, Duration wait) throws Exception;

	@Override
	void close();

}
