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

import java.util.List;
import java.util.UUID;

import org.springframework.util.Assert;

/**
 * One attempt to acquire one lock or several, and the grant that comes of it. Whatever is
 * done to a grant names its acquisition, so that nobody touches a stranger's.
 *
 * @param id unguessable, and never used again for another attempt; a repeated request
 * with the same id is the same attempt
 * @param locks what is locked, without duplicates, in ascending order
 * @param owner describes the process for people, printable ASCII of at most 255
 * characters
 * @author The Distributed Lock authors
 * @since 0.1.0
 */
public record Acquisition(UUID id, List<LockId> locks, String owner) {

	public Acquisition {
		Assert.notEmpty(locks, "An acquisition needs locks");
	}

}
