// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.contender;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.redisson.api.RBlockingQueue;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;

/**
 * A list with one element, which whoever has popped it pushes again: the server itself
 * wakes the first who waits. Nothing expires.
 */
final class BlockingPop {

	private static final String TOKEN = "token";

	private final RedissonClient client;

	private final Set<String> made = ConcurrentHashMap.newKeySet();

	BlockingPop(RedissonClient client) {
		this.client = client;
	}

	@Nullable Held acquire(String key, Duration wait) throws InterruptedException {
		RBlockingQueue<String> queue = this.client.getBlockingQueue("pop:" + key, StringCodec.INSTANCE);
		if (this.made.add(key) && this.client.getBucket("pop-made:" + key, StringCodec.INSTANCE).setIfAbsent(TOKEN)) {
			queue.add(TOKEN);
		}
		String token = queue.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
		return (token != null) ? () -> queue.add(token) : null;
	}

}
