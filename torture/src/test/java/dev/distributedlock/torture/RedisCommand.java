// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A command that a Redis server has executed, as {@code MONITOR} tells it.
 *
 * @param micros when, in microseconds by the server's clock
 * @param words the command and its arguments, a character for each byte
 */
record RedisCommand(long micros, List<String> words) {

	/**
	 * Read a line: the time, who has sent it, and the words in quotation marks.
	 */
	static RedisCommand parse(String line) {
		String[] time = line.substring(0, line.indexOf(' ')).split("\\.");
		List<String> words = new ArrayList<>();
		StringBuilder word = new StringBuilder();
		boolean inside = false;
		for (int i = line.indexOf(']'); i < line.length(); i++) {
			char next = line.charAt(i);
			if (next == '"') {
				if (inside) {
					words.add(word.toString());
					word.setLength(0);
				}
				inside = !inside;
			}
			else if (next == '\\') {
				char escaped = line.charAt(++i);
				word.append((escaped == 'x') ? (char) Integer.parseInt(line, i + 1, i + 3, 16) : control(escaped));
				i += (escaped == 'x') ? 2 : 0;
			}
			else if (inside) {
				word.append(next);
			}
		}
		return new RedisCommand(Long.parseLong(time[0]) * 1_000_000 + Long.parseLong(time[1]), words);
	}

	private static char control(char letter) {
		return switch (letter) {
			case 'n' -> '\n';
			case 'r' -> '\r';
			case 't' -> '\t';
			case 'a' -> '\u0007';
			case 'b' -> '\b';
			default -> letter;
		};
	}

	String name() {
		return this.words.get(0).toUpperCase(Locale.ROOT);
	}

	/**
	 * Return the bytes of an argument.
	 */
	byte[] bytes(int word) {
		return this.words.get(word).getBytes(StandardCharsets.ISO_8859_1);
	}

}
