// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * Makes ids that cannot be guessed. Draws random numbers for many at a time: drawing them
 * for each, as {@link UUID#randomUUID()} does, takes longer than all else that is done
 * here for a lock, and has threads wait for each other.
 */
final class AcquisitionIds {

	private static final int BLOCK_SIZE = 256;

	private static final SecureRandom random = new SecureRandom();

	private volatile @Nullable Block block;

	UUID next() {
		while (true) {
			Block block = this.block;
			if (block != null) {
				int index = block.taken.getAndIncrement();
				if (index < BLOCK_SIZE) {
					return block.id(index);
				}
			}
			this.block = new Block();
		}
	}

	/**
	 * Draw anew for the next one. Several processes may be restored from one checkpoint:
	 * those with the same ids would take each other's grants for their own.
	 */
	void forget() {
		this.block = null;
	}

	private static final class Block {

		private final ByteBuffer bytes;

		private final AtomicInteger taken = new AtomicInteger();

		private Block() {
			byte[] bytes = new byte[BLOCK_SIZE * 16];
			random.nextBytes(bytes);
			this.bytes = ByteBuffer.wrap(bytes);
		}

		/**
		 * As version 4, variant 2.
		 */
		private UUID id(int index) {
			long high = this.bytes.getLong(index * 16) & 0xFFFF_FFFF_FFFF_0FFFL | 0x4000L;
			long low = this.bytes.getLong(index * 16 + 8) & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
			return new UUID(high, low);
		}

	}

}
