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
package dev.distributedlock.store.redisson;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.RenewalResult;

/**
 * Renewals that are one script's work.
 *
 * @author The Distributed Lock authors
 */
final class RenewalBatch {

	/**
	 * While a script is executed, its server does nothing else.
	 */
	private static final int MOST_LOCKS = 500;

	private final List<Object> keys = new ArrayList<>();

	private final List<Object> args = new ArrayList<>();

	private final List<Integer> places = new ArrayList<>();

	private RenewalBatch(String retention) {
		this.args.add(retention);
	}

	/**
	 * Divide renewals into batches.
	 * @param perBucket whether each batch may reach into one bucket only
	 */
	static Collection<RenewalBatch> divide(List<Renewal> renewals, boolean perBucket, String retention) {
		List<RenewalBatch> full = new ArrayList<>();
		Map<Integer, RenewalBatch> batches = new HashMap<>();
		for (int i = 0; i < renewals.size(); i++) {
			int bucket = perBucket ? LockBuckets.bucket(renewals.get(i).acquisition().locks().get(0)) : 0;
			RenewalBatch batch = batches.computeIfAbsent(bucket, (key) -> new RenewalBatch(retention));
			batch.add(i, renewals.get(i));
			if (batch.keys.size() >= MOST_LOCKS) {
				full.add(batch);
				batches.remove(bucket);
			}
		}
		full.addAll(batches.values());
		return full;
	}

	private void add(int place, Renewal renewal) {
		Acquisition acquisition = renewal.acquisition();
		Duration maxHoldTime = renewal.maxHoldTime();
		this.places.add(place);
		LockBuckets.addKeys(this.keys, acquisition.locks());
		this.args.add(acquisition.id());
		this.args.add(acquisition.locks().size());
		this.args.add(Micros.of(renewal.leaseTime()));
		this.args.add((maxHoldTime != null) ? Micros.of(maxHoldTime) : -1);
	}

	CompletableFuture<List<Object>> send(LockScripts scripts) {
		return scripts.call(LockScript.RENEW, this.keys, this.args.toArray());
	}

	void put(List<Object> answer, RenewalResult[] results) {
		for (int i = 0; i < this.places.size(); i++) {
			long remaining = (Long) answer.get(i);
			results[this.places.get(i)] = (remaining > 0) ? RenewalResult.renewed(Micros.toDuration(remaining))
					: RenewalResult.LOST;
		}
	}

}
