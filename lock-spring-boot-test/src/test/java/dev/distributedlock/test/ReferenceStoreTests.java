// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

/**
 * Tests that the store the {@link Flaw flaws} are planted in passes without them.
 */
class ReferenceStoreTests extends ReferenceStoreConformanceTests {

	ReferenceStoreTests() {
		super(new ReferenceStore());
	}

}
