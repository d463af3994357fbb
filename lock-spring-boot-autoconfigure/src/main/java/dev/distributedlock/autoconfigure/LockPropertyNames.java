// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * The names of all properties, of active parts or not. Not read from the classes that the
 * properties are bound to: some of them need what is not on every class path.
 */
final class LockPropertyNames {

	static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("distributed-lock");

	static final ConfigurationPropertyName LOCKS = PREFIX.append("locks");

	/**
	 * Settings of the conformance suite for stores, which are system properties. Its
	 * stores may be tested in an application.
	 */
	private static final ConfigurationPropertyName TESTS = PREFIX.append("test");

	private static final List<String> NAMES = List.of("advisor-order", "enabled", "fencing.continue-on-error",
			"fencing.enabled", "fencing.initialize-schema", "fencing.platform", "fencing.schema", "fencing.table-name",
			"inside-transaction", "jdbc.connections", "jdbc.continue-on-error", "jdbc.initialize-schema",
			"jdbc.operation-timeout", "jdbc.platform", "jdbc.retention", "jdbc.schema", "jdbc.table-name",
			"jdbc.wake-up", "key-prefix", "lease-time", "locks", "on-lost", "redisson.address", "redisson.config",
			"redisson.connections", "redisson.operation-timeout", "redisson.retention", "redisson.server-check", "type",
			"wait-time", "work-threads");

	private static final List<String> LOCK_NAMES = List.of("lease-time", "max-hold-time", "min-hold-time", "on-lost",
			"renew", "wait-time");

	private static final Pattern DURATION = Pattern.compile("(.*\\.)?([a-z-]+-time|operation-timeout|retention)");

	private static final Pattern LOCK_VARIABLE = Pattern.compile("DISTRIBUTEDLOCK_LOCKS_[^_]+_(" + LOCK_NAMES.stream()
		.map((name) -> variable(name) + "|" + name.replace("-", ""))
		.collect(Collectors.joining("|")) + ")", Pattern.CASE_INSENSITIVE);

	/**
	 * What Kubernetes sets for a service whose name begins like our properties.
	 */
	private static final Pattern SERVICE_VARIABLE = Pattern.compile("DISTRIBUTED_LOCK(_\\w+)?_(SERVICE_HOST"
			+ "|SERVICE_PORT(_\\w+)?|PORT_\\d+_(TCP|UDP|SCTP)(_(ADDR|PORT|PROTO))?)|DISTRIBUTED_LOCK_PORT");

	private LockPropertyNames() {
	}

	static List<String> all() {
		return NAMES;
	}

	static List<String> ofLock() {
		return LOCK_NAMES;
	}

	/**
	 * Return all properties that are durations, of the locks with these names.
	 */
	static Stream<ConfigurationPropertyName> durations(Collection<ConfigurationPropertyName> locks) {
		return Stream.concat(NAMES.stream().filter((name) -> DURATION.matcher(name).matches()).map(PREFIX::append),
				locks.stream()
					.flatMap((lock) -> LOCK_NAMES.stream()
						.filter((name) -> DURATION.matcher(name).matches())
						.map(lock::append)));
	}

	static boolean isKnown(ConfigurationPropertyName name) {
		return TESTS.equals(name) || TESTS.isAncestorOf(name) || isOfLock(name)
				|| NAMES.stream().anyMatch((known) -> PREFIX.append(known).equals(name));
	}

	private static boolean isOfLock(ConfigurationPropertyName name) {
		return LOCKS.isAncestorOf(name) && name.getNumberOfElements() == 4 && LOCK_NAMES.stream()
			.anyMatch((known) -> known.replace("-", "").equals(name.getLastElement(Form.UNIFORM)));
	}

	/**
	 * Whether a name is that of a group of properties, which is empty where all of them
	 * are commented out.
	 */
	static boolean isGroup(ConfigurationPropertyName name) {
		return name.equals(PREFIX) || LOCKS.isParentOf(name)
				|| NAMES.stream().anyMatch((known) -> name.isParentOf(PREFIX.append(known)));
	}

	/**
	 * Whether Spring Boot reads an environment variable, or Kubernetes has set it.
	 */
	static boolean isKnownVariable(String variable) {
		return SERVICE_VARIABLE.matcher(variable).matches() || LOCK_VARIABLE.matcher(variable).matches()
				|| NAMES.stream()
					.anyMatch((name) -> variable.equalsIgnoreCase("DISTRIBUTED_LOCK_" + variable(name))
							|| variable.equalsIgnoreCase("DISTRIBUTEDLOCK_" + variable(name.replace("-", ""))));
	}

	private static String variable(String name) {
		return name.replace('-', '_').replace('.', '_').toUpperCase(Locale.ROOT);
	}

	/**
	 * Return the environment variable whose name is the nearest.
	 */
	static String nearestVariable(String variable) {
		return nearest(variable.toUpperCase(Locale.ROOT),
				NAMES.stream().map((name) -> "DISTRIBUTEDLOCK_" + variable(name.replace("-", ""))));
	}

	/**
	 * Return the property whose name is the nearest.
	 */
	static String nearest(ConfigurationPropertyName name) {
		if (!LOCKS.isAncestorOf(name)) {
			return nearest(name.toString(), NAMES.stream().map((known) -> PREFIX.append(known).toString()));
		}
		boolean complete = name.getNumberOfElements() > 3;
		int end = complete ? name.getNumberOfElements() - 1 : 3;
		String lock = IntStream.range(2, end)
			.mapToObj((i) -> name.getElement(i, Form.ORIGINAL))
			.collect(Collectors.joining("."));
		String last = complete ? nearest(name.getLastElement(Form.DASHED), LOCK_NAMES.stream()) : LOCK_NAMES.get(0);
		return LOCKS + (lock.contains(".") ? "[" + lock + "]." : "." + lock + ".") + last;
	}

	private static String nearest(String name, Stream<String> known) {
		return known.min(Comparator.comparingInt((candidate) -> distance(name, candidate))).orElseThrow();
	}

	/**
	 * The number of characters to insert, delete or replace (Levenshtein).
	 */
	private static int distance(String from, String to) {
		int[] previous = IntStream.rangeClosed(0, to.length()).toArray();
		for (int i = 1; i <= from.length(); i++) {
			int[] current = new int[previous.length];
			current[0] = i;
			for (int j = 1; j < current.length; j++) {
				int replaced = previous[j - 1] + ((from.charAt(i - 1) == to.charAt(j - 1)) ? 0 : 1);
				current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
			}
			previous = current;
		}
		return previous[to.length()];
	}

}
