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

package dev.distributedlock;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Who holds a lock, as the store told it.
 *
 * @param owner description of the holding process; null if the holder is gone and only
 * the minimum hold time keeps the lock taken
 * @param heldFor how long ago the lock was granted
 * @param remaining how long the grant lasts unless it is renewed
 * @author The Distributed Lock authors
 * @since 0.1.0
 */
public record LockHolder(@Nullable String owner, Duration heldFor, Duration remaining) {
}
