// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.distributedlock.torture.history.Entry.Type;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests write a history by hand, and have it checked.
 */
abstract class HistoryTests {

	static final String LOCK = "t:hot:h0";

	static final String KEY = "h0";

	private final List<Entry> entries = new ArrayList<>();

	Limits limits = new Limits(Duration.ofMillis(100), Duration.ofMillis(20), Duration.ofMillis(200), null, true);

	final void add(Type type, String worker, String key, String id, long token, long from, long to, long time,
			String detail) {
		boolean micros = type == Type.ROW;
		this.entries.add(new Entry(type, worker, key, id, token, micros ? from : nanos(from), micros ? to : nanos(to),
				micros ? time : nanos(time), detail));
	}

	private static long nanos(long millis) {
		return TimeUnit.MILLISECONDS.toNanos(millis);
	}

	/**
	 * A grant for 100 ms, one millisecond after it was asked for.
	 */
	final void granted(String worker, String acquisition, long token, long at) {
		add(Type.ACQUIRE, worker, LOCK, acquisition, token, at, at + 1, 100, Entry.DONE);
	}

	final void renewed(String worker, String acquisition, long at) {
		add(Type.RENEW, worker, LOCK, acquisition, 0, at, at + 1, 100, Entry.DONE);
	}

	/**
	 * A renewal that the store refuses, one millisecond after it was sent.
	 */
	final void refused(String worker, String acquisition, long at) {
		add(Type.RENEW, worker, LOCK, acquisition, 0, at, at + 1, 0, Grant.REFUSED);
	}

	final void released(String worker, String acquisition, long at) {
		add(Type.RELEASE, worker, LOCK, acquisition, 0, at, at + 1, 0, Entry.DONE);
	}

	final void worked(String worker, String call, long token, long from, long to) {
		add(Type.BEGAN, worker, LOCK, call, token, from, from, 0, "");
		add(Type.ENDED, worker, LOCK, call, token, to, to, 0, "");
	}

	final void fault(FaultKind kind, String worker, long from, long to) {
		add(Type.FAULT, worker, kind.name(), "", 0, from, to, 0, "");
	}

	final void accepted(String kind, String id, long token) {
		add(Type.ACCEPTED, "", KEY, id, token, 0, 0, 0, kind);
	}

	final void row(String acquisition, long token, long acquiredAt, long until, long writtenAt, String detail) {
		add(Type.ROW, "w", LOCK, acquisition, token, acquiredAt, until, writtenAt, detail);
		if (detail.equals(TableRow.HELD)) {
			add(Type.ACQUIRE, "w", "asked", acquisition, 0, 0, 0, 0, Entry.BUSY);
		}
	}

	/**
	 * Two holders, one after the other.
	 */
	final void twoHolders() {
		granted("a", "A", 1, 0);
		worked("a", "a1", 1, 2, 50);
		released("a", "A", 51);
		granted("b", "B", 2, 60);
		worked("b", "b1", 2, 62, 70);
		released("b", "B", 71);
	}

	final void assertViolates(String... invariants) {
		assertThat(new Checker(this.limits).check(new History(this.entries))).extracting(Violation::invariant)
			.extracting((invariant) -> invariant.replaceFirst(" .*", ""))
			.containsOnly(invariants);
	}

	final void assertClean() {
		assertThat(new Checker(this.limits).check(new History(this.entries))).isEmpty();
	}

}
