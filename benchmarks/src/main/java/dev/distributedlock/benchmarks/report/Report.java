/*
 * Copyright 2026 the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package dev.distributedlock.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the results.
 *
 * @author The Distributed Lock authors
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
