// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.distributedlock.torture.history.Entry;
import dev.distributedlock.torture.history.Entry.Type;
import dev.distributedlock.torture.history.History;
import dev.distributedlock.torture.history.TableRow;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisHistory}.
 */
class RedisHistoryTests {

	private static final String KEY = "{distributed-lock:01}:t:hot:h0";

	private static final String ACQUISITION = "3b6c3f0e-3e0f-4b0e-8f58-000000000000";

	@Test
	void aLockThatMovesBetweenServersHasOneHistory(@TempDir Path folder) {
		RedisHistory one = new RedisHistory(folder.resolve("one.tsv"));
		RedisHistory other = new RedisHistory(folder.resolve("other.tsv"));
		one.add(set(1, 100));
		one.add(migrate(2));
		other.add(set(3, 103));
		other.add(migrate(4));
		one.add(set(5, 105));
		one.close();
		other.close();
		List<Entry> rows = History.read(folder).all(Type.ROW);
		assertThat(rows).extracting(Entry::time).containsExactly(1L, 3L, 5L);
		assertThat(rows).extracting(Entry::to).containsExactly(100L, 103L, 105L);
		assertThat(rows).extracting(Entry::detail).containsOnly(TableRow.HELD);
	}

	private static RedisCommand set(long micros, long until) {
		byte[] numbers = ByteBuffer.allocate(3 * Double.BYTES)
			.order(ByteOrder.LITTLE_ENDIAN)
			.putDouble(1)
			.putDouble(1)
			.putDouble(until)
			.array();
		String value = new String(numbers, StandardCharsets.ISO_8859_1) + ACQUISITION + "w1@host";
		return new RedisCommand(micros, List.of("SET", KEY, value));
	}

	private static RedisCommand migrate(long micros) {
		return new RedisCommand(micros, List.of("MIGRATE", "127.0.0.1", "7000", KEY, "0", "1000"));
	}

}
