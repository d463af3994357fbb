// SPDX-License-Identifier: Apache-2.0

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
