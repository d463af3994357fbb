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

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import dev.distributedlock.torture.history.Entry.Type;
import dev.distributedlock.torture.history.Figures;
import dev.distributedlock.torture.history.History;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks a history that was kept: the folder that {@code torture.replay} names.
 *
 * @author The Distributed Lock authors
 */
@EnabledIfSystemProperty(named = "torture.replay", matches = ".+", disabledReason = "Asked for with a folder")
class ReplayTests {

	@Test
	void nothingIsWrong() {
		Path folder = Path.of(System.getProperty("torture.replay")).toAbsolutePath();
		assertThat(folder).as("torture.replay").isDirectory();
		History history = History.read(folder);
		assertThat(history.all(Type.PHASE)).as("phases in %s", folder).isNotEmpty();
		System.out.println(Markdown.table(Figures.of(history)));
		assertThat(Replay.check(folder)).isEmpty();
	}

}
