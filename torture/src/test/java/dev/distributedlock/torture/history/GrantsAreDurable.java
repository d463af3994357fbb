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

package dev.distributedlock.torture.history;

import java.util.List;
import java.util.stream.Stream;

import dev.distributedlock.torture.history.Entry.Type;

/**
 * I12. Where every commit waits for a standby, nothing is granted or renewed while that
 * receives nothing: a holder would rely on what the next primary does not know.
 *
 * @author The Distributed Lock authors
 */
final class GrantsAreDurable implements Invariant {

	@Override
	public Stream<String> violations(History history) {
		List<Entry> gaps = history.all(Type.FAULT)
			.stream()
			.filter((fault) -> FaultKind.of(fault) == FaultKind.UNREPLICATED)
			.toList();
		return Stream.of(Type.ACQUIRE, Type.RENEW)
			.flatMap((type) -> history.all(type).stream())
			.filter((answer) -> answer.is(Entry.DONE))
			.filter((answer) -> gaps.stream().anyMatch((gap) -> gap.contains(answer)))
			.map((answer) -> "%s of %s by %s was granted, and no standby had it".formatted(answer.type(), answer.key(),
					answer.worker()));
	}

}
