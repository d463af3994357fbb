// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.distributedlock.torture.history.Entry.Type;

/**
 * A grant of one lock, as the requests and answers bound it: nobody has looked into the
 * store.
 *
 * @param lock which lock
 * @param acquisition to which acquisition
 * @param worker to whom
 * @param token its token
 * @param askedAt before this it had not been made
 * @param knownAt since this it had been made
 * @param surelyUntil until this the store had it, unless it forgets
 * @param deadline from this on the holder must not take it for its own, counted from
 * before it asked
 * @param renewedAt when the latest request was sent that was granted
 * @param refusedAt since this the holder has known that the store refuses to renew it
 */
record Grant(String lock, String acquisition, String worker, long token, long askedAt, long knownAt, long surelyUntil,
		long deadline, long renewedAt, long refusedAt) {

	/**
	 * The answer to a renewal of what the store has no more.
	 */
	static final String REFUSED = "LOST";

	/**
	 * Find the grants in a history, by lock.
	 */
	static Map<String, List<Grant>> of(History history) {
		Map<String, Builder> builders = new LinkedHashMap<>();
		for (Entry entry : history.all(Type.ACQUIRE)) {
			if (entry.is(Entry.DONE)) {
				builders.computeIfAbsent(entry.key() + " " + entry.id(), (id) -> new Builder(entry)).last(entry);
			}
		}
		for (Entry entry : history.all(Type.RENEW)) {
			Builder builder = builders.get(entry.key() + " " + entry.id());
			if (builder != null && entry.is(Entry.DONE)) {
				builder.last(entry);
			}
			else if (builder != null && entry.is(REFUSED)) {
				builder.refusedAt = Math.min(builder.refusedAt, entry.to());
			}
		}
		for (Entry entry : history.all(Type.RELEASE)) {
			Builder builder = builders.get(entry.key() + " " + entry.id());
			if (builder != null) {
				builder.releasedAt = Math.min(builder.releasedAt, entry.from());
			}
		}
		Map<String, List<Grant>> grants = new LinkedHashMap<>();
		builders.values()
			.forEach((builder) -> grants.computeIfAbsent(builder.first.key(), (lock) -> new ArrayList<>())
				.add(builder.build()));
		return grants;
	}

	/**
	 * Find the grants in a history, by lock and token.
	 */
	static Map<String, Grant> byToken(History history) {
		Map<String, Grant> grants = new HashMap<>();
		of(history).values()
			.stream()
			.flatMap(List::stream)
			.forEach((grant) -> grants.put(grant.lock() + " " + grant.token(), grant));
		return grants;
	}

	/**
	 * Whether the store surely had two grants at the same time.
	 */
	boolean surelyOverlaps(Grant other) {
		return this.knownAt < other.surelyUntil && other.knownAt < this.surelyUntil;
	}

	private static final class Builder {

		private Entry first;

		private long deadline;

		private long renewedAt = Long.MIN_VALUE;

		private long releasedAt = Long.MAX_VALUE;

		private long refusedAt = Long.MAX_VALUE;

		private Builder(Entry first) {
			this.first = first;
		}

		private void last(Entry entry) {
			if (entry.type() == Type.ACQUIRE && entry.to() < this.first.to()) {
				this.first = entry;
			}
			this.deadline = Math.max(this.deadline, entry.from() + entry.time());
			this.renewedAt = Math.max(this.renewedAt, entry.from());
		}

		private Grant build() {
			return new Grant(this.first.key(), this.first.id(), this.first.worker(), this.first.token(),
					this.first.from(), this.first.to(), Math.min(this.deadline, this.releasedAt), this.deadline,
					this.renewedAt, this.refusedAt);
		}

	}

}
