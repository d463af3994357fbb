// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Trampoline}.
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
