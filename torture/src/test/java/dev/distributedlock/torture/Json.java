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

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

import dev.distributedlock.torture.history.Figures;

/**
 * Writes figures for programs.
 *
 * @author The Distributed Lock authors
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
