// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.redisson;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.Unpooled;
import org.redisson.client.codec.StringCodec;
import org.redisson.client.protocol.Encoder;

/**
 * Encodes text in memory that the garbage collector frees. Redisson encodes arguments
 * before it has a connection, and forgets to free them if it gets none.
 */
final class HeapStringCodec extends StringCodec {

	static final HeapStringCodec INSTANCE = new HeapStringCodec();

	private static final Encoder ENCODER = (in) -> Unpooled
		.wrappedBuffer(in.toString().getBytes(StandardCharsets.UTF_8));

	private HeapStringCodec() {
	}

	@Override
	public Encoder getValueEncoder() {
		return ENCODER;
	}

	@Override
	public Encoder getEncoder() {
		return ENCODER;
	}

}
