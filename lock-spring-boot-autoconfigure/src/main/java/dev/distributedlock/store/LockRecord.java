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

package dev.distributedlock.store;

import java.util.UUID;

import dev.distributedlock.LockHolder;

/**
 * What a store knows of a lock that is taken.
 *
 * @param lock which lock
 * @param acquisitionId the acquisition that took it
 * @param token the fencing token of the grant
 * @param holder who holds it
 * @author The Distributed Lock authors
 * @since 0.1.0
 */
public record LockRecord(LockId lock, UUID acquisitionId, long token, LockHolder holder) {
}
