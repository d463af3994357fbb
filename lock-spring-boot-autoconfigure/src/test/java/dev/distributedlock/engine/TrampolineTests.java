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
package dev.distributedlock.engine;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Trampoline}.
 *
 * @author The Distributed Lock authors
 */
class TrampolineTests {

	private final List<String> steps = new ArrayList<>();

	@Test
	void tasksThatAreStartedByOthersRunAfterThem() {
		Trampoline.run(() -> {
			Trampoline.run(() -> this.steps.add("second"));
			this.steps.add("first");
		});
		assertThat(this.steps).containsExactly("first", "second");
	}

	/**
	 * They belong to other callers, who would wait for ever.
	 */
	@Test
	void aTaskThatFailsKeepsNoOtherFromRunning() {
		Trampoline.run(() -> {
			Trampoline.run(() -> {
				throw new OutOfMemoryError("planned");
			});
			Trampoline.run(() -> this.steps.add("other"));
			throw new IllegalStateException("planned");
		});
		Trampoline.run(() -> this.steps.add("later"));
		assertThat(this.steps).containsExactly("other", "later");
	}

}
