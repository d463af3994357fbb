// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.redisson;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.RenewalResult;

/**
 * Renewals that are one script's work.
 */
final class RenewalBatch {

	/**
	 * While a script is executed, its server does nothing else.
	 */
	private static final int MOST_LOCKS = 500;

	private final List<Renewal> renewals = new ArrayList<>();

	private final List<Integer> places = new ArrayList<>();

	private final int bucket;

	private int locks;

	private RenewalBatch(int bucket) {
		this.bucket = bucket;
	}

	/**
	 * Divide renewals into batches. Never divides the locks of one renewal.
	 * @param perBucket whether each batch may reach into one bucket only
	 */
	static Collection<RenewalBatch> divide(List<Renewal> renewals, boolean perBucket) {
		List<RenewalBatch> full = new ArrayList<>();
		Map<Integer, RenewalBatch> batches = new HashMap<>();
		for (int i = 0; i < renewals.size(); i++) {
			int bucket = perBucket ? LockBuckets.bucket(renewals.get(i).acquisition().locks().get(0)) : 0;
			int size = renewals.get(i).acquisition().locks().size();
			RenewalBatch batch = batches.get(bucket);
			if (batch != null && batch.locks + size > MOST_LOCKS) {
				full.add(batches.remove(bucket));
			}
			batches.computeIfAbsent(bucket, RenewalBatch::new).add(i, renewals.get(i));
		}
		full.addAll(batches.values());
		return full;
	}

	private void add(int place, Renewal renewal) {
		this.places.add(place);
		this.renewals.add(renewal);
		this.locks += renewal.acquisition().locks().size();
	}

	/**
	 * The bucket of the locks; zero for a server that has all buckets.
	 */
	int bucket() {
		return this.bucket;
	}

	/**
	 * The number of locks.
	 */
	int size() {
		return this.locks;
	}

	CompletableFuture<List<Object>> send(LockScripts scripts) {
		return MovingSlots.orElse(send(scripts, this.renewals),
				() -> MovingSlots.all(this.renewals.stream().map((renewal) -> sendEach(scripts, renewal)).toList()));
	}

	/**
	 * The shortest time of the locks, negative if one is lost.
	 */
	private static CompletableFuture<Object> sendEach(LockScripts scripts, Renewal renewal) {
		Acquisition acquisition = renewal.acquisition();
		return MovingSlots
			.all(acquisition.locks()
				.stream()
				.map((lock) -> new Acquisition(acquisition.id(), List.of(lock), acquisition.owner()))
				.map((part) -> new Renewal(part, renewal.leaseTime(), renewal.maxHoldTime()))
				.map((part) -> send(scripts, List.of(part)))
				.toList())
			.thenApply((answers) -> Collections.min(answers.stream().map((answer) -> (Long) answer.get(0)).toList()));
	}

	private static CompletableFuture<List<Object>> send(LockScripts scripts, List<Renewal> renewals) {
		List<Object> keys = new ArrayList<>();
		List<Object> args = new ArrayList<>();
		for (Renewal renewal : renewals) {
			Duration maxHoldTime = renewal.maxHoldTime();
			LockBuckets.addKeys(keys, renewal.acquisition().locks());
			args.add(renewal.acquisition().id());
			args.add(renewal.acquisition().locks().size());
			args.add(Micros.of(renewal.leaseTime()));
			args.add((maxHoldTime != null) ? Micros.of(maxHoldTime) : -1);
		}
		return scripts.call(LockScript.RENEW, keys, args.toArray());
	}

	/**
	 * The clock of the server, which only the answer to a single script has.
	 */
	OptionalLong clock(List<Object> answer) {
		return (answer.size() > this.places.size()) ? OptionalLong.of((Long) answer.get(this.places.size()))
				: OptionalLong.empty();
	}

	void put(List<Object> answer, RenewalResult[] results) {
		for (int i = 0; i < this.places.size(); i++) {
			long remaining = (Long) answer.get(i);
			results[this.places.get(i)] = (remaining > 0) ? RenewalResult.renewed(Micros.toDuration(remaining))
					: RenewalResult.LOST;
		}
	}

}
