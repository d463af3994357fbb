// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.local;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockHolder;
import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockListeners;
import dev.distributedlock.store.LockRecord;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.RenewalResult;
import dev.distributedlock.store.WaitTime;

/**
 * Keeps locks in memory, for tests and for development with a single process. Other
 * processes do not see them.
 *
 * @since 0.1.0
 */
public final class LocalLockStore implements LockStore {

	private final ReentrantLock mutex = new ReentrantLock();

	private final NavigableMap<LockId, Entry> entries = new TreeMap<>();

	private final LockListeners listeners = new LockListeners();

	private final InstantSource clock;

	/**
	 * Create a store that goes by the clock of the system.
	 */
	public LocalLockStore() {
		this(monotonicClock());
	}

	/**
	 * Create a store that goes by a clock of its own, for tests.
	 * @param clock the clock
	 */
	public LocalLockStore(InstantSource clock) {
		this.clock = clock;
	}

	private static InstantSource monotonicClock() {
		Instant start = Instant.now();
		long startNanos = System.nanoTime();
		return () -> start.plusNanos(System.nanoTime() - startNanos);
	}

	@Override
	public AcquireResult acquire(Acquisition acquisition, Duration leaseTime, WaitTime waitTime) {
		return locked(() -> {
			Instant now = this.clock.instant();
			for (LockId lock : acquisition.locks()) {
				Entry entry = this.entries.get(lock);
				if (entry != null && !entry.isGrantable(acquisition, now)) {
					return new AcquireResult.Busy(entry.isTaken(now) ? entry.holder(now) : null);
				}
			}
			boolean known = acquisition.locks().stream().anyMatch((lock) -> isOf(acquisition, lock));
			return (!known || isHeld(acquisition, now)) ? grant(acquisition, leaseTime, now)
					: new AcquireResult.Busy(null);
		});
	}

	private AcquireResult grant(Acquisition acquisition, Duration leaseTime, Instant now) {
		if (isHeld(acquisition, now)) {
			RenewalResult again = renew(new Renewal(acquisition, leaseTime, null));
			return new AcquireResult.Granted(this.entries.get(acquisition.locks().get(0)).token, again.remaining());
		}
		long token = ChronoUnit.MICROS.between(Instant.EPOCH, now);
		for (LockId lock : acquisition.locks()) {
			Entry entry = this.entries.get(lock);
			token = (entry != null) ? Math.max(token, entry.token + 1) : token;
		}
		for (LockId lock : acquisition.locks()) {
			this.entries.put(lock, new Entry(acquisition.id(), acquisition.owner(), token, now, now.plus(leaseTime)));
		}
		return new AcquireResult.Granted(token, leaseTime);
	}

	@Override
	public List<RenewalResult> renew(List<Renewal> renewals) {
		return locked(() -> renewals.stream().map(this::renew).toList());
	}

	private RenewalResult renew(Renewal renewal) {
		Instant now = this.clock.instant();
		Acquisition acquisition = renewal.acquisition();
		if (!isHeld(acquisition, now)) {
			return RenewalResult.LOST;
		}
		Duration remaining = Duration.ZERO;
		for (LockId lock : acquisition.locks()) {
			Entry entry = this.entries.get(lock).renewed(renewal, now);
			this.entries.put(lock, entry);
			remaining = Duration.between(now, entry.expiresAt);
		}
		return RenewalResult.renewed(remaining);
	}

	@Override
	public ReleaseOutcome release(Acquisition acquisition, Duration minHoldTime) {
		ReleaseOutcome outcome = locked(() -> {
			Instant now = this.clock.instant();
			boolean held = isHeld(acquisition, now);
			for (LockId lock : acquisition.locks()) {
				this.entries.computeIfPresent(lock,
						(id, entry) -> entry.isHeldBy(acquisition, now) ? entry.released(minHoldTime, now) : entry);
			}
			return held ? ReleaseOutcome.RELEASED : ReleaseOutcome.NOT_HELD;
		});
		acquisition.locks().forEach(this.listeners::tell);
		return outcome;
	}

	private boolean isOf(Acquisition acquisition, LockId lock) {
		Entry entry = this.entries.get(lock);
		return entry != null && entry.acquisitionId.equals(acquisition.id());
	}

	private boolean isHeld(Acquisition acquisition, Instant now) {
		return acquisition.locks().stream().allMatch((lock) -> {
			Entry entry = this.entries.get(lock);
			return entry != null && entry.isHeldBy(acquisition, now);
		});
	}

	@Override
	public List<LockRecord> find(Collection<LockId> locks) {
		return locked(() -> {
			Instant now = this.clock.instant();
			List<LockRecord> found = new ArrayList<>();
			for (LockId lock : locks) {
				Entry entry = this.entries.get(lock);
				if (entry != null && entry.isTaken(now)) {
					found.add(entry.toRecord(lock, now));
				}
			}
			return found;
		});
	}

	@Override
	public List<LockRecord> list(@Nullable LockId after, int limit) {
		return locked(() -> {
			Instant now = this.clock.instant();
			return ((after != null) ? this.entries.tailMap(after, false) : this.entries).entrySet()
				.stream()
				.filter((entry) -> entry.getValue().isTaken(now))
				.limit(limit)
				.map((entry) -> entry.getValue().toRecord(entry.getKey(), now))
				.toList();
		});
	}

	@Override
	public boolean forceRelease(LockId lock) {
		boolean freed = locked(() -> {
			Instant now = this.clock.instant();
			Entry entry = this.entries.get(lock);
			if (entry == null || !entry.isTaken(now)) {
				return false;
			}
			this.entries.put(lock, new Entry(entry.acquisitionId, null, entry.token + 1, entry.acquiredAt, now));
			return true;
		});
		this.listeners.tell(lock);
		return freed;
	}

	@Override
	public void removeUnused(Duration retention) {
		locked(() -> {
			Instant horizon = this.clock.instant().minus(retention);
			return this.entries.values().removeIf((entry) -> entry.isUnusedSince(horizon));
		});
	}

	@Override
	public Subscription subscribe(Collection<LockId> locks, Runnable listener) {
		return this.listeners.add(locks, listener, () -> true);
	}

	private <T> T locked(Supplier<T> operation) {
		this.mutex.lock();
		try {
			return operation.get();
		}
		finally {
			this.mutex.unlock();
		}
	}

	private record Entry(UUID acquisitionId, @Nullable String owner, long token, Instant acquiredAt,
			Instant expiresAt) {

		boolean isTaken(Instant now) {
			return now.isBefore(this.expiresAt);
		}

		boolean isHeldBy(Acquisition acquisition, Instant now) {
			return this.acquisitionId.equals(acquisition.id()) && this.owner != null && isTaken(now);
		}

		boolean isGrantable(Acquisition acquisition, Instant now) {
			return this.acquisitionId.equals(acquisition.id()) ? isHeldBy(acquisition, now) : !isTaken(now);
		}

		boolean isUnusedSince(Instant horizon) {
			return this.expiresAt.isBefore(horizon) && this.token < ChronoUnit.MICROS.between(Instant.EPOCH, horizon);
		}

		Entry renewed(Renewal renewal, Instant now) {
			Instant until = now.plus(renewal.leaseTime());
			if (renewal.maxHoldTime() != null && until.isAfter(this.acquiredAt.plus(renewal.maxHoldTime()))) {
				until = this.acquiredAt.plus(renewal.maxHoldTime());
			}
			return new Entry(this.acquisitionId, this.owner, this.token, this.acquiredAt,
					until.isAfter(this.expiresAt) ? until : this.expiresAt);
		}

		/**
		 * The clock may have been set back since the grant, which lengthens nothing.
		 */
		Entry released(Duration minHoldTime, Instant now) {
			Instant until = (this.acquiredAt.isAfter(now) ? now : this.acquiredAt).plus(minHoldTime);
			return new Entry(this.acquisitionId, null, this.token, this.acquiredAt, until.isAfter(now) ? until : now);
		}

		LockHolder holder(Instant now) {
			return new LockHolder(this.owner, Duration.between(this.acquiredAt, now),
					Duration.between(now, this.expiresAt));
		}

		LockRecord toRecord(LockId lock, Instant now) {
			return new LockRecord(lock, this.acquisitionId, this.token, holder(now));
		}

	}

}
