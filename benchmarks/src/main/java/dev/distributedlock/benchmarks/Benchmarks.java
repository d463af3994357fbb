// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.distributedlock.benchmarks.measure.Effort;
import dev.distributedlock.benchmarks.report.Environment;
import dev.distributedlock.benchmarks.report.Report;
import dev.distributedlock.benchmarks.report.Results;

/**
 * Measures everything, in the short form or with {@code --full}.
 */
public final class Benchmarks {

	private static final Map<String, Suite> SUITES = suites();

	private Benchmarks() {
	}

	private static Map<String, Suite> suites() {
		Map<String, Suite> suites = new LinkedHashMap<>();
		suites.put("h2", new H2Suite());
		suites.put("postgres", new PostgresSuite());
		suites.put("redis", new RedisSuite());
		suites.put("jvm", new JvmSuite());
		return suites;
	}

	/**
	 * Run the benchmarks.
	 * @param arguments {@code --full}, {@code --only=h2,postgres,redis,jvm},
	 * {@code --output=folder}
	 * @throws Exception if the results cannot be written
	 */
	public static void main(String[] arguments) throws Exception {
		Effort effort = Arrays.asList(arguments).contains("--full") ? Effort.FULL : Effort.SHORT;
		String only = option(arguments, "--only=", String.join(",", SUITES.keySet()));
		run(effort, List.of(only.split(",")), Path.of(option(arguments, "--output=", "target/benchmarks")));
		System.exit(0);
	}

	static void run(Effort effort, List<String> suites, Path output) throws Exception {
		Map<String, String> environment = Environment.describe(effort.name());
		Results results = new Results();
		for (String name : suites) {
			try {
				SUITES.get(name).run(effort, results, environment);
			}
			catch (Exception ex) {
				results.note("%s was not measured to its end: %s".formatted(name, ex));
			}
			Report.write(results, environment, output);
		}
		System.out.println("Results are in " + output.toAbsolutePath());
	}

	private static String option(String[] arguments, String prefix, String otherwise) {
		return Arrays.stream(arguments)
			.filter((argument) -> argument.startsWith(prefix))
			.map((argument) -> argument.substring(prefix.length()))
			.findFirst()
			.orElse(otherwise);
	}

}
