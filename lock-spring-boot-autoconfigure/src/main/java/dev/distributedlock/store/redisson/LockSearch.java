// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.redisson;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.redisson.api.RKeys;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.KeysOptions;
import org.redisson.api.options.KeysScanOptions;

import dev.distributedlock.LockHolder;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockRecord;

/**
 * Looks at locks, and changes none.
 */
final class LockSearch {

	private static final int BATCH_SIZE = 500;

	private final LockScripts scripts;

	private final RKeys keys;

	private final boolean cluster;

	LockSearch(RedissonClient client, LockScripts scripts, boolean cluster, Duration timeout) {
		this.scripts = scripts;
		this.keys = client.getKeys(KeysOptions.defaults().timeout(timeout).retryAttempts(0));
		this.cluster = cluster;
	}

	List<LockRecord> find(Collection<LockId> locks) {
		List<CompletableFuture<List<LockRecord>>> answers = locks.stream()
			.collect(Collectors.groupingBy((lock) -> this.cluster ? LockBuckets.bucket(lock) : 0))
			.values()
			.stream()
			.flatMap((bucket) -> batches(bucket).stream())
			.map(this::findBatch)
			.toList();
		List<LockRecord> found = new ArrayList<>();
		answers.forEach((answer) -> found.addAll(this.scripts.await("find", answer)));
		return found;
	}

	private static List<List<LockId>> batches(List<LockId> locks) {
		List<List<LockId>> batches = new ArrayList<>();
		for (int from = 0; from < locks.size(); from += BATCH_SIZE) {
			batches.add(locks.subList(from, Math.min(locks.size(), from + BATCH_SIZE)));
		}
		return batches;
	}

	private CompletableFuture<List<LockRecord>> findBatch(List<LockId> locks) {
		return MovingSlots.orElse(ask(locks),
				() -> MovingSlots.all(locks.stream().map((lock) -> ask(List.of(lock))).toList())
					.thenApply((found) -> found.stream().flatMap(List::stream).toList()));
	}

	private CompletableFuture<List<LockRecord>> ask(List<LockId> locks) {
		return this.scripts.call(LockScript.FIND, LockBuckets.keys(locks)).thenApply((reply) -> {
			List<LockRecord> found = new ArrayList<>();
			for (int i = 0; i < reply.size(); i += 6) {
				LockId lock = locks.get(((Long) reply.get(i)).intValue() - 1);
				found.add(new LockRecord(lock, UUID.fromString((String) reply.get(i + 1)), (Long) reply.get(i + 2),
						toHolder(reply, i + 3)));
			}
			return found;
		});
	}

	List<LockRecord> list(@Nullable LockId after, int limit) {
		NavigableSet<LockId> locks = scan(after);
		List<LockRecord> found = new ArrayList<>();
		for (List<LockId> batch : batches(List.copyOf(locks))) {
			find(batch).stream().sorted(Comparator.comparing(LockRecord::lock)).forEach(found::add);
			if (found.size() >= limit) {
				return List.copyOf(found.subList(0, limit));
			}
		}
		return found;
	}

	private NavigableSet<LockId> scan(@Nullable LockId after) {
		NavigableSet<LockId> locks = new TreeSet<>();
		try {
			for (String key : this.keys
				.getKeys(KeysScanOptions.defaults().pattern(LockBuckets.PATTERN).chunkSize(BATCH_SIZE))) {
				if (LockBuckets.isLock(key)) {
					locks.add(LockBuckets.lock(key));
				}
			}
		}
		catch (RuntimeException ex) {
			throw LockScripts.failure("list", ex);
		}
		return (after != null) ? locks.tailSet(after, false) : locks;
	}

	static LockHolder toHolder(List<Object> reply, int index) {
		String owner = (String) reply.get(index);
		return new LockHolder(owner.isEmpty() ? null : owner, Micros.toDuration(reply.get(index + 1)),
				Micros.toDuration(reply.get(index + 2)));
	}

}
