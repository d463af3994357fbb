// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.distributedlock.torture.history.Entry.Type;

/**
 * I11. Nobody works without a grant; who is told that a lock is busy, was told so by the
 * store, or had others before it in its own process, and has waited for as long as it
 * wanted to; whoever was told of a loss does not return as if nothing had happened; what
 * the table grants, somebody has asked for.
 */
final class AnswersAreTrue implements Invariant {

	/**
	 * For so long before it is killed, a process may have been granted what it has not
	 * written down.
	 */
	private static final long LAST_MILLIS = 1000;

	@Override
	public Stream<String> violations(History history) {
		return Stream
			.of(ungranted(history), untrue(history), impatient(history), unasked(history), unexpected(history),
					unheard(history))
			.flatMap((violations) -> violations);
	}

	private static Stream<String> ungranted(History history) {
		Set<String> granted = Grant.of(history)
			.values()
			.stream()
			.flatMap(List::stream)
			.map((grant) -> grant.lock() + " " + grant.token() + " " + grant.worker())
			.collect(Collectors.toSet());
		return history.all(Type.BEGAN)
			.stream()
			.filter((body) -> !granted.contains(body.key() + " " + body.token() + " " + body.worker()))
			.map((body) -> "%s worked under %s without a grant".formatted(body.worker(), body.key()));
	}

	private static Stream<String> untrue(History history) {
		Map<String, List<Entry>> answers = new HashMap<>(
				history.by(Type.ACQUIRE, (entry) -> entry.worker() + entry.key()));
		return history.all(Type.CALL)
			.stream()
			.filter((call) -> call.is(Entry.BUSY) && call.time() == 0)
			.filter((call) -> answers.getOrDefault(call.worker() + call.key(), List.of())
				.stream()
				.noneMatch((answer) -> !answer.is(Entry.MAYBE) && answer.overlaps(call.from(), call.to())))
			.map((call) -> "%s was told that %s is busy, and nobody had said so".formatted(call.worker(), call.key()));
	}

	private static Stream<String> impatient(History history) {
		return history.all(Type.CALL)
			.stream()
			.filter((call) -> call.is(Entry.BUSY) && call.to() - call.from() < call.time())
			.map((call) -> "%s was told that %s is busy after %d ms, and wanted to wait for %d ms"
				.formatted(call.worker(), call.key(), (call.to() - call.from()) / 1_000_000, call.time() / 1_000_000));
	}

	private static Stream<String> unasked(History history) {
		Set<String> asked = history.all(Type.ACQUIRE).stream().map(Entry::id).collect(Collectors.toSet());
		Set<String> killed = history.all(Type.FAULT)
			.stream()
			.filter((fault) -> FaultKind.of(fault) == FaultKind.KILL)
			.map(Entry::worker)
			.collect(Collectors.toSet());
		Map<String, Long> latest = history.all(Type.ROW)
			.stream()
			.collect(Collectors.toMap(Entry::worker, Entry::from, Math::max));
		return history.all(Type.ROW)
			.stream()
			.filter((row) -> row.is(TableRow.HELD) && !asked.contains(row.id()))
			.filter((row) -> !killed.contains(row.worker())
					|| latest.get(row.worker()) - row.from() > TimeUnit.MILLISECONDS.toMicros(LAST_MILLIS))
			.map(Entry::key)
			.distinct()
			.map((lock) -> lock + " was granted to somebody who had not asked");
	}

	private static Stream<String> unexpected(History history) {
		return history.all(Type.CALL)
			.stream()
			.filter((call) -> call.detail().startsWith(Entry.ERROR))
			.map((call) -> "%s was told of %s: %s".formatted(call.worker(), call.key(), call.detail()));
	}

	/**
	 * Whoever was told of a loss while it worked does not return as if nothing had
	 * happened.
	 */
	private static Stream<String> unheard(History history) {
		Losses losses = new Losses(history);
		Set<String> scoped = history.all(Type.BEGAN)
			.stream()
			.filter((body) -> body.is(Entry.SCOPED))
			.map(Entry::id)
			.collect(Collectors.toSet());
		Set<String> done = history.all(Type.CALL)
			.stream()
			.filter((call) -> call.is(Entry.DONE))
			.map(Entry::id)
			.collect(Collectors.toSet());
		return history.all(Type.ENDED)
			.stream()
			.filter((body) -> scoped.contains(body.id()) && done.contains(body.id()))
			.filter((body) -> losses.toldAt(body.key(), body.token()) < body.from())
			.map((body) -> "A call of %s for %s returned as if it had not lost its lock".formatted(body.worker(),
					body.key()));
	}

}
