// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

import dev.distributedlock.torture.history.Figures;

/**
 * Writes figures for programs.
 */
final class Json {

	private Json() {
	}

	static String of(Figures figures) {
		Map<String, Long> values = new LinkedHashMap<>();
		values.put("phases", (long) figures.phases());
		values.put("calls", figures.calls());
		values.put("grants", figures.grants());
		values.put("accepted", figures.accepted());
		values.put("refused", figures.refused());
		values.put("lost", figures.lost());
		values.put("overlaps", (long) figures.overlaps().size());
		values.put("overlapMillis", figures.overlapMillis());
		values.put("longestOverlapMillis", figures.longestOverlapMillis());
		values.put("takeOvers", (long) figures.takeOvers().size());
		values.put("takeOverMillisP50", figures.takeOverMillis(50));
		values.put("takeOverMillisP99", figures.takeOverMillis(99));
		values.put("takeOverMillisMax", figures.takeOverMillis(100));
		return values.entrySet()
			.stream()
			.map((value) -> "\"%s\": %d".formatted(value.getKey(), value.getValue()))
			.collect(Collectors.joining(", ", "{", "}"));
	}

}
