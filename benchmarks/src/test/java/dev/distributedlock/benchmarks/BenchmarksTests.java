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

package dev.distributedlock.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.distributedlock.benchmarks.measure.Effort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the benchmarks run at all. What they measure is nothing to rely on here.
 *
 * @author The Distributed Lock authors
 */
class BenchmarksTests {

	@Test
	void resultsAreWrittenAsMarkdownAndJson(@TempDir Path folder) throws Exception {
		Benchmarks.run(Effort.SMOKE, List.of("h2"), folder);
		assertThat(Files.readString(folder.resolve("results.md"))).contains("| H2: cycle ÷ floor |")
			.contains("ShedLock ")
			.contains("Spring Integration ")
			.doesNotContain("could not be measured");
		assertThat(Files.readString(folder.resolve("results.json"))).contains("\"measure\" : \"H2: cycle ÷ floor\"");
	}

}
