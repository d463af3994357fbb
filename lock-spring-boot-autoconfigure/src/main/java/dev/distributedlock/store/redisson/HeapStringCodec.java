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
package dev.distributedlock.store.redisson;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.Unpooled;
import org.redisson.client.codec.StringCodec;
import org.redisson.client.protocol.Encoder;

/**
 * Encodes text in memory that the garbage collector frees. Redisson encodes arguments
 * before it has a connection, and forgets to free them if it gets none.
 *
 * @author The Distributed Lock authors
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
