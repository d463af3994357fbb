// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the results.
 */
public final class Report {

	private Report() {
	}

	/**
	 * Write the results as Markdown and as JSON.
	 * @param results the results
	 * @param environment what they were measured with
	 * @param folder where to write to
	 * @throws IOException if that failed
	 */
	public static void write(Results results, Map<String, String> environment, Path folder) throws IOException {
		Files.createDirectories(folder);
		Files.writeString(folder.resolve("results.md"), MarkdownReport.of(results, environment));
		JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
		Files.write(folder.resolve("results.json"), mapper.writeValueAsBytes(Map.of("environment", environment,
				"measures", results.rows(), "exclusion", results.exclusion(), "notes", results.notes())));
	}

}
