// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.distributedlock.torture.history.Entry.Type;

/**
 * What was recorded in a run.
 */
public final class History {

	private final Map<Type, List<Entry>> entries = new EnumMap<>(Type.class);

	/**
	 * Create a new history.
	 * @param entries what was recorded; the order matters within {@link Type#ROW} and
	 * {@link Type#ACCEPTED} only
	 */
	public History(Collection<Entry> entries) {
		entries.forEach((entry) -> this.entries.computeIfAbsent(entry.type(), (type) -> new ArrayList<>()).add(entry));
	}

	/**
	 * Read all files of a folder. A line that a killed process has not finished is left
	 * out. Rows of different servers are put into one order, by the clock that they have
	 * in common.
	 * @param folder where the files are
	 * @return the history
	 */
	public static History read(Path folder) {
		try (Stream<Path> files = Files.list(folder)) {
			return new History(files.filter((file) -> file.toString().endsWith(".tsv"))
				.sorted()
				.flatMap(History::lines)
				.map(Entry::parse)
				.sorted(Comparator.comparingLong(History::writtenAt))
				.toList());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static long writtenAt(Entry entry) {
		return (entry.type() == Type.ROW) ? entry.time() : 0;
	}

	private static Stream<String> lines(Path file) {
		try {
			String text = Files.readString(file);
			return text.substring(0, text.lastIndexOf('\n') + 1).lines();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return what is of a type.
	 * @param type the type
	 * @return the entries, in the order in which they were given
	 */
	public List<Entry> all(Type type) {
		return this.entries.getOrDefault(type, List.of());
	}

	/**
	 * Return what is of a type, by lock or register.
	 * @param type the type
	 * @return the entries by key
	 */
	public Map<String, List<Entry>> byKey(Type type) {
		return by(type, Entry::key);
	}

	/**
	 * Return what is of a type, by something.
	 * @param type the type
	 * @param classifier by what
	 * @return the entries, each list in the order in which they were given
	 */
	public Map<String, List<Entry>> by(Type type, Function<Entry, String> classifier) {
		return all(type).stream().collect(Collectors.groupingBy(classifier, TreeMap::new, Collectors.toList()));
	}

	/**
	 * Return when the last thing happened.
	 * @return the time
	 */
	public long end() {
		return Stream.of(Type.ACQUIRE, Type.BEGAN, Type.ENDED, Type.FAULT)
			.flatMap((type) -> all(type).stream())
			.mapToLong(Entry::to)
			.max()
			.orElse(0);
	}

}
