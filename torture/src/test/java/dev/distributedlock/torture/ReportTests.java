// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.distributedlock.torture.history.Violation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Report}.
 */
class ReportTests {

	@Test
	void violationsAndRemarksAreListed(@TempDir Path folder) throws IOException {
		Report report = new Report(1);
		report.add(new Outcome("Redis", 7, Map.of(), List.of(new Violation("I3", "two holders")),
				List.of("a worker had to wait")));
		report.write(folder);
		assertThat(folder.resolve("report.md")).content()
			.contains("## Violations", "- Redis, seed 7: ", "two holders", "## Remarks",
					"- Redis, seed 7: a worker had to wait");
	}

}
