// SPDX-License-Identifier: Apache-2.0

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
 * @since 0.1.0
 */
public record Acquisition(UUID id, List<LockId> locks, String owner) {

	public Acquisition {
		Assert.notEmpty(locks, "An acquisition needs locks");
	}

}
