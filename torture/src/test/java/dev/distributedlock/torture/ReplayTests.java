// SPDX-License-Identifier: Apache-2.0

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
