// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.contender;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.sync.RedisCommands;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RScript;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;

/**
 * {@code SET NX PX}, and a script that compares and deletes.
 */
final class RedisFloor {

	private static final String COMPARE_AND_DELETE = """
			if redis.call('GET', KEYS[1]) == ARGV[1] then
				return redis.call('DEL', KEYS[1])
			end
			return 0""";

	private static final Duration LEASE_TIME = Duration.ofSeconds(30);

	private RedisFloor() {
	}

	static PooledReplica through(RedissonClient client) {
		RScript script = client.getScript(StringCodec.INSTANCE);
		String hash = script.scriptLoad(COMPARE_AND_DELETE);
		return new PooledReplica((key, wait) -> acquire(client, script, hash, "floor:" + key), client::shutdown);
	}

	private static @Nullable Held acquire(RedissonClient client, RScript script, String hash, String key) {
		String owner = UUID.randomUUID().toString();
		if (!client.getBucket(key, StringCodec.INSTANCE).setIfAbsent(owner, LEASE_TIME)) {
			return null;
		}
		return () -> script.evalSha(RScript.Mode.READ_WRITE, hash, RScript.ReturnType.LONG, List.of(key), owner);
	}

	static PooledReplica through(RedisClient client) {
		RedisCommands<String, String> commands = client.connect().sync();
		String hash = commands.scriptLoad(COMPARE_AND_DELETE);
		return new PooledReplica((key, wait) -> acquire(commands, hash, "floor:" + key), client::shutdown);
	}

	private static @Nullable Held acquire(RedisCommands<String, String> commands, String hash, String key) {
		String owner = UUID.randomUUID().toString();
		if (commands.set(key, owner, SetArgs.Builder.nx().px(LEASE_TIME)) == null) {
			return null;
		}
		return () -> commands.evalsha(hash, ScriptOutputType.INTEGER, new String[] { key }, owner);
	}

}
