// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.distributedlock.torture.history.Entry;
import dev.distributedlock.torture.history.Entry.Type;
import dev.distributedlock.torture.history.Recorder;
import dev.distributedlock.torture.history.TableRow;

/**
 * Writes down what a Redis server stores of the locks, from the commands that it
 * executes.
 */
final class RedisHistory implements AutoCloseable {

	/**
	 * Begins a time in which the server may remove what nobody has told it to.
	 */
	static final String EVICTING = "evicting";

	/**
	 * Ends that time.
	 */
	static final String EVICTED = "evicted";

	private static final String KEYS = "{distributed-lock:";

	private static final String LOCKS = "}:t:";

	private static final String WAITERS = "|w";

	private static final int NUMBERS = 3 * Double.BYTES;

	private static final int ACQUISITION = 36;

	private final Recorder recorder;

	private final Map<String, Entry> latest = new HashMap<>();

	/**
	 * What is stored as far as can be known.
	 */
	private final Set<String> known = new HashSet<>();

	private boolean evicting;

	RedisHistory(Path file) {
		this.recorder = new Recorder("redis", file);
	}

	/**
	 * Add what the server has executed.
	 */
	void add(RedisCommand command) {
		List<String> words = command.words();
		switch (command.name()) {
			case "SET" -> set(command, words.get(1));
			case "DEL" -> words.subList(1, words.size()).forEach(this.known::remove);
			case "MIGRATE" -> moved(words.get(3));
			case "FLUSHALL" -> forget();
			case "ECHO" -> echo(words.get(1));
			default -> {
			}
		}
	}

	/**
	 * What another server has now, is written by that.
	 */
	private void moved(String key) {
		this.known.remove(key);
		this.latest.remove(key);
	}

	private void echo(String word) {
		if (word.equals(EVICTING) || word.equals(EVICTED)) {
			this.evicting = word.equals(EVICTING);
			forget();
		}
	}

	/**
	 * From now on anything may have happened that was not seen.
	 */
	void forget() {
		this.known.clear();
	}

	boolean hasLocks() {
		return !this.latest.isEmpty();
	}

	private void set(RedisCommand command, String key) {
		if (!key.startsWith(KEYS) || !key.contains(LOCKS) || key.endsWith(WAITERS)) {
			return;
		}
		Entry before = this.latest.get(key);
		if (before != null && (this.evicting || !this.known.contains(key))) {
			write(before, TableRow.GONE);
		}
		Entry row = row(command, key.substring(key.indexOf(LOCKS) + 2));
		this.recorder.write(row);
		this.latest.put(key, row);
		this.known.add(key);
	}

	private void write(Entry row, String detail) {
		this.recorder.write(new Entry(row.type(), row.worker(), row.key(), row.id(), row.token(), row.from(), row.to(),
				row.time(), detail));
	}

	private static Entry row(RedisCommand command, String lock) {
		byte[] value = command.bytes(2);
		ByteBuffer numbers = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
		String text = new String(value, NUMBERS, value.length - NUMBERS, StandardCharsets.UTF_8);
		String owner = text.substring(ACQUISITION);
		return new Entry(Type.ROW, owner.replaceFirst("@.*", ""), lock, text.substring(0, ACQUISITION),
				(long) numbers.getDouble(), (long) numbers.getDouble(), (long) numbers.getDouble(), command.micros(),
				owner.isEmpty() ? TableRow.FREE : TableRow.HELD);
	}

	@Override
	public void close() {
		this.recorder.close();
	}

}
