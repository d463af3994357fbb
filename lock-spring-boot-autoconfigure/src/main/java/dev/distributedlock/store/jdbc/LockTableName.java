// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.jdbc;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The name of the lock table, which may be qualified by a schema.
 *
 * @param schema the schema; null for that of the connection
 * @param table the table itself
 */
record LockTableName(@Nullable Part schema, Part table) {

	private static final Pattern PART = Pattern.compile("\"([\\w$ -]+)\"|([\\w$-]+)");

	private static final Pattern NAME = Pattern.compile("(?:(%1$s)\\.)?(%1$s)".formatted(PART.pattern()));

	private static final Pattern ORDINARY = Pattern.compile("[A-Za-z_]\\w*");

	static LockTableName of(String name) {
		Matcher matcher = NAME.matcher(name);
		Assert.isTrue(matcher.matches() && !name.contains("--"),
				() -> "'" + name + "' is not a table name: use letters, digits, underscores and dashes, with the name"
						+ " of the schema and a dot before it if need be. Put what has to be taken exactly"
						+ " into double quotes.");
		return new LockTableName((matcher.group(1) != null) ? Part.of(matcher.group(1)) : null,
				Part.of(matcher.group(4)));
	}

	/**
	 * The same table, wherever a connection looks for unqualified names.
	 * @param schema the schema as the database knows it
	 */
	LockTableName in(String schema) {
		return new LockTableName(new Part(schema, true), this.table);
	}

	String toSql(String quote) {
		return ((this.schema != null) ? this.schema.toSql(quote) + "." : "") + this.table.toSql(quote);
	}

	/**
	 * A part of the name.
	 *
	 * @param value the part as the database knows it, unless it folds its case
	 * @param quoted whether it has to be quoted in SQL
	 */
	record Part(String value, boolean quoted) {

		private static Part of(String text) {
			Matcher matcher = PART.matcher(text);
			Assert.isTrue(matcher.matches(), () -> text);
			return (matcher.group(1) != null) ? new Part(matcher.group(1), true)
					: new Part(text, !ORDINARY.matcher(text).matches());
		}

		private String toSql(String quote) {
			return this.quoted ? quote + this.value.replace(quote, quote + quote) + quote : this.value;
		}

	}

}
