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
 *
 * @author The Distributed Lock authors
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
