// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.store.LockId;

/**
 * What a lock is told by, in texts at random that differ in as little as possible.
 *
 * @param prefix the key prefix
 * @param name the name
 * @param key the key, or null
 */
public record Triple(String prefix, String name, @Nullable String key) {

	private static final List<String> PIECES = List.of("a", "A", "ss", "\u00df", "\u1e9e", "i", "I", "\u0130", "\u0131",
			"\u00e4", "a\u0308", "\u00c5", "\u212b", "k", "\u212a", "\u03c3", "\u03c2", "\uff21", "\uff11", "\u0661",
			"1", " ", "\t", "\n", "\r\n", "\u00a0", "\u3000", "\u200b", "\ufeff", "\0", "\u0001", "\u007f", "'", "''",
			"\"", "`", "\\", "\\\\", "%", "%25", "%0025", "_", ":", "::", "%003A", "~", "~~", "?", "$1", "{}", "[0]",
			";", "--", "/*", "\ud83d\ude00", "\ud83d", "\ude00", "\ufffd", "\ufb03", "ffi", "null", "NULL", "order",
			"Order");

	private static final List<UnaryOperator<String>> CHANGES = List.of((text) -> text + ' ', (text) -> text + '\0',
			(text) -> ' ' + text, (text) -> text + '\u200b', (text) -> text.toUpperCase(Locale.ROOT),
			(text) -> text.toLowerCase(Locale.ROOT), (text) -> text.toUpperCase(Locale.forLanguageTag("tr")),
			(text) -> text.toLowerCase(Locale.forLanguageTag("tr")), String::strip,
			(text) -> text.replace("ss", "\u00df"), (text) -> text.replace("\u00df", "ss"),
			(text) -> text.replace('\ud83d', '\ufffd'), (text) -> text.replace("\\", "\\\\"),
			(text) -> text.replace("'", "''"), (text) -> text.replace("%", "%0025"),
			(text) -> text.replace(":", "%003A"), (text) -> text.replace('1', '\uff11'),
			(text) -> text.replace('a', '\uff41'), (text) -> text.replace("\0", ""), (text) -> text.replace('-', '_'),
			(text) -> Normalizer.normalize(text, Normalizer.Form.NFC),
			(text) -> Normalizer.normalize(text, Normalizer.Form.NFD),
			(text) -> Normalizer.normalize(text, Normalizer.Form.NFKC),
			(text) -> Normalizer.normalize(text, Normalizer.Form.NFKD), (text) -> text + text,
			(text) -> new StringBuilder(text).reverse().toString());

	/**
	 * Make one up.
	 * @param random what to go by
	 * @return the triple
	 */
	public static Triple random(Random random) {
		String prefix = text(random);
		String name = text(random);
		return new Triple(prefix, name, (random.nextInt(5) == 0) ? null : text(random));
	}

	private static String text(Random random) {
		StringBuilder text = new StringBuilder();
		int pieces = random.nextInt(5);
		for (int i = 0; i < pieces; i++) {
			text.append((random.nextInt(4) == 0) ? (char) random.nextInt(Character.MAX_VALUE + 1)
					: PIECES.get(random.nextInt(PIECES.size())));
		}
		return (random.nextInt(20) == 0) ? "x".repeat(240 + random.nextInt(60)) + text : text.toString();
	}

	/**
	 * Change one part, or move the border between two.
	 * @param random what to go by
	 * @return another triple, or an equal one
	 */
	public Triple change(Random random) {
		String key = this.key;
		UnaryOperator<String> change = CHANGES.get(random.nextInt(CHANGES.size()));
		return switch (random.nextInt(6)) {
			case 0 -> new Triple(change.apply(this.prefix), this.name, key);
			case 1 -> new Triple(this.prefix, change.apply(this.name), key);
			case 2 -> new Triple(this.prefix + ":" + this.name, "", key);
			case 3 -> new Triple(this.prefix, this.name + ":" + key, null);
			case 4 -> new Triple("", id().value(), null);
			default -> new Triple(this.prefix, this.name, (key != null) ? change.apply(key) : "");
		};
	}

	/**
	 * Return the id of the lock.
	 * @return the id
	 */
	public LockId id() {
		return LockId.of(this.prefix, this.name, this.key);
	}

}
