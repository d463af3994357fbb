// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.redisson;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.RenewalResult;
import dev.distributedlock.store.ServerClock;

/**
 * Renews many leases with as few scripts as there can be: one on a single server, one for
 * each bucket on a cluster. They are sent at the same time, and a master that does not
 * answer holds up the results of others for a bounded time only.
 */
final class Renewals {

	private static final Log logger = LogFactory.getLog(Renewals.class);

	private final LockScripts scripts;

	private final boolean cluster;

	private final Duration timeout;

	/**
	 * By bucket: each master of a cluster has a clock of its own.
	 */
	private final Map<Integer, ServerClock> clocks = new ConcurrentHashMap<>();

	Renewals(LockScripts scripts, boolean cluster, Duration timeout) {
		this.scripts = scripts;
		this.cluster = cluster;
		this.timeout = timeout;
	}

	CompletableFuture<List<RenewalResult>> renew(List<Renewal> renewals) {
		if (renewals.isEmpty()) {
			return CompletableFuture.completedFuture(List.of());
		}
		long limit = Math.min(Renewal.limit(renewals).toMillis(), this.timeout.toMillis());
		Map<RenewalBatch, CompletableFuture<List<Object>>> answers = RenewalBatch.divide(renewals, this.cluster)
			.stream()
			.collect(
					Collectors.toMap((batch) -> batch, (batch) -> send(batch).orTimeout(limit, TimeUnit.MILLISECONDS)));
		return CompletableFuture.allOf(answers.values().toArray(CompletableFuture[]::new))
			.handle((done, ex) -> collect(renewals.size(), answers, ex));
	}

	private CompletableFuture<List<Object>> send(RenewalBatch batch) {
		ServerClock clock = clock(batch.bucket());
		long sentAt = clock.sending();
		return batch.send(this.scripts).thenApply((answer) -> {
			batch.clock(answer).ifPresent((micros) -> clock.answered(sentAt, micros));
			return answer;
		});
	}

	ServerClock clock(int bucket) {
		return this.clocks.computeIfAbsent(bucket, (key) -> new ServerClock());
	}

	private static List<RenewalResult> collect(int size, Map<RenewalBatch, CompletableFuture<List<Object>>> answers,
			@Nullable Throwable failure) {
		RenewalResult[] results = new RenewalResult[size];
		Arrays.fill(results, RenewalResult.BLOCKED);
		boolean answered = false;
		for (Map.Entry<RenewalBatch, CompletableFuture<List<Object>>> answer : answers.entrySet()) {
			if (!answer.getValue().isCompletedExceptionally()) {
				answered = true;
				answer.getKey().put(answer.getValue().join(), results);
			}
		}
		if (failure != null && !answered) {
			throw LockScripts.failure("renew", failure);
		}
		if (failure != null) {
			logger.warn("Failed to renew a part of " + size + " leases, will try again until they end", failure);
		}
		return List.of(results);
	}

}
