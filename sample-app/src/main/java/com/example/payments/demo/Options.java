// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.env.SimpleCommandLinePropertySource;

/**
 * What the user asked for.
 *
 * @param store where the locks are
 * @param replicas how many replicas
 * @param duration how long to watch them
 * @param chaos whether to kill and suspend replicas
 * @param database the user's own database, or null for an embedded one
 */
record Options(Store store, int replicas, Duration duration, boolean chaos, @Nullable DatabaseAccess database) {

	static final String HELP = """
			Runs replicas of the payments application on one database, kills and suspends some of
			them, and checks from the database's records that every tick of their jobs ran once.

			  --store=h2|postgres|redis
			                       where the locks are, embedded: in the database of the application,
			                       h2 unless you say otherwise, or in Redis, beside h2
			  --replicas=3         how many replicas, at least 2
			  --duration=30s       how long to watch them, at least 5s; with chaos every 30s bring a
			                       kill and a pause, and the first ones are waited for
			  --chaos=false        kill and suspend nobody (on systems without sh and kill)
			  --url=...            JDBC URL of a PostgreSQL database of your own; the demonstration
			                       works in schemas of its own, and drops them if all went well
			  --username=...       the user of that database
			  --password=...       the user's password
			  --help               this text

			The verdict is in target/proof.json, and in the exit status: 0 passed, 1 failed,
			2 bad options. The output of the replicas is in target/demonstration.
			""";

	private static final Set<String> NAMES = Set.of("store", "replicas", "duration", "chaos", "url", "username",
			"password");

	private static final Duration SHORTEST = Duration.ofSeconds(5);

	static Options parse(String... args) {
		SimpleCommandLinePropertySource source = new SimpleCommandLinePropertySource(args);
		checkNames(source);
		DatabaseAccess database = database(source);
		Store store = (database != null) ? database.store() : store(value(source, "store", "h2"));
		if (database != null && source.containsProperty("store") && store(value(source, "store", "")) != store) {
			throw new InvalidOptionException("--url is for a PostgreSQL database: leave --store away");
		}
		return new Options(store, replicas(value(source, "replicas", "3")), duration(value(source, "duration", "30s")),
				chaos(value(source, "chaos", "true")), database);
	}

	private static void checkNames(SimpleCommandLinePropertySource source) {
		String stray = source.getProperty(SimpleCommandLinePropertySource.DEFAULT_NON_OPTION_ARGS_PROPERTY_NAME);
		if (stray != null) {
			throw new InvalidOptionException("Options begin with '--', but '" + stray + "' does not");
		}
		Set<String> unknown = new TreeSet<>(Arrays.asList(source.getPropertyNames()));
		unknown.removeAll(NAMES);
		if (!unknown.isEmpty()) {
			throw new InvalidOptionException("There is no option " + unknown);
		}
	}

	private static String value(SimpleCommandLinePropertySource source, String name, String defaultValue) {
		String value = source.getProperty(name);
		return (value != null) ? value : defaultValue;
	}

	private static Store store(String value) {
		return Arrays.stream(Store.values())
			.filter((store) -> store.toString().equals(value))
			.findFirst()
			.orElseThrow(
					() -> new InvalidOptionException("--store must be h2, postgres or redis, but is '" + value + "'"));
	}

	private static int replicas(String value) {
		try {
			int replicas = Integer.parseInt(value);
			if (replicas >= 2 && replicas <= 20) {
				return replicas;
			}
		}
		catch (NumberFormatException ex) {
			// The message is the same.
		}
		throw new InvalidOptionException("--replicas must be a number from 2 to 20, but is '" + value + "'");
	}

	private static Duration duration(String value) {
		try {
			Duration duration = DurationStyle.detectAndParse(value);
			if (duration.compareTo(SHORTEST) >= 0) {
				return duration;
			}
		}
		catch (IllegalArgumentException ex) {
			// The message is the same.
		}
		throw new InvalidOptionException("--duration must be 5s or more, as in 90s or 2m, but is '" + value + "'");
	}

	private static boolean chaos(String value) {
		return switch (value) {
			case "true", "" -> true;
			case "false" -> false;
			default -> throw new InvalidOptionException("--chaos must be true or false, but is '" + value + "'");
		};
	}

	private static @Nullable DatabaseAccess database(SimpleCommandLinePropertySource source) {
		String url = source.getProperty("url");
		if (url == null) {
			if (source.containsProperty("username") || source.containsProperty("password")) {
				throw new InvalidOptionException("--username and --password need --url");
			}
			return null;
		}
		if (!url.startsWith("jdbc:postgresql:")) {
			throw new InvalidOptionException(
					"--url must be of PostgreSQL (jdbc:postgresql://...), but is '" + url + "'");
		}
		return new DatabaseAccess(Store.POSTGRES, url, value(source, "username", ""), value(source, "password", ""),
				null);
	}

}
