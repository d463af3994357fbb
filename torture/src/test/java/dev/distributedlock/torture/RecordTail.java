// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.distributedlock.torture.history.Entry;
import dev.distributedlock.torture.history.Entry.Type;

/**
 * The end of what a worker records while it works.
 *
 * @param entries the latest entries
 */
record RecordTail(List<Entry> entries) {

	private static final int LENGTH = 16_384;

	private static final long LONG = TimeUnit.MILLISECONDS.toNanos(50);

	private static final String HOT = "t:hot:h";

	static RecordTail of(Path record) {
		try (RandomAccessFile file = new RandomAccessFile(record.toFile(), "r")) {
			long begin = Math.max(0, file.length() - LENGTH);
			file.seek(begin);
			byte[] bytes = new byte[(int) (file.length() - begin)];
			file.readFully(bytes);
			String text = new String(bytes, StandardCharsets.UTF_8);
			String lines = text.substring((begin > 0) ? text.indexOf('\n') + 1 : 0, text.lastIndexOf('\n') + 1);
			return new RecordTail(lines.lines().map(Entry::parse).toList());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	boolean hasGrantSince(long nanos) {
		return this.entries.stream()
			.anyMatch((entry) -> entry.type() == Type.ACQUIRE && entry.is(Entry.DONE) && entry.from() > nanos);
	}

	/**
	 * Whether work under a hot lock has begun a while ago, but after some time, and not
	 * ended.
	 */
	boolean hasLongBodySince(long nanos) {
		Map<String, Long> open = new HashMap<>();
		for (Entry entry : this.entries) {
			if (entry.type() == Type.BEGAN && entry.key().startsWith(HOT) && entry.from() > nanos) {
				open.put(entry.id(), entry.from());
			}
			else if (entry.type() == Type.ENDED) {
				open.remove(entry.id());
			}
		}
		long now = System.nanoTime();
		return open.values().stream().anyMatch((began) -> now - began > LONG);
	}

}
