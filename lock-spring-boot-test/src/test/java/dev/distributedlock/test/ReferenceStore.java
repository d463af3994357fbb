// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockHolder;
import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockRecord;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.RenewalResult;
import dev.distributedlock.store.WaitTime;
import dev.distributedlock.store.RenewalResult.Outcome;

/**
 * The plainest store that passes, taken apart into steps each of which a {@link Flaw} can
 * get wrong.
 */
class ReferenceStore implements LockStore {

	private final Map<LockId, Row> rows = new TreeMap<>();

	private final Set<LockId> blocked = new HashSet<>();

	private final long start = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());

	private final long startNanos = System.nanoTime();

	long now() {
		return this.start + (System.nanoTime() - this.startNanos) / 1000;
	}

	static long micros(Duration duration) {
		return duration.dividedBy(ChronoUnit.MICROS.getDuration());
	}

	static Duration duration(long micros) {
		return Duration.of(micros, ChronoUnit.MICROS);
	}

	/**
	 * The id as it is stored.
	 */
	LockId stored(LockId lock) {
		return lock;
	}

	final @Nullable Row row(LockId lock) {
		return this.rows.get(stored(lock));
	}

	final void put(Row row) {
		this.rows.put(stored(row.lock), row);
	}

	final List<Row> rows(Collection<LockId> locks) {
		return locks.stream().map(this::row).filter(Objects::nonNull).toList();
	}

	@Override
	public synchronized AcquireResult acquire(Acquisition acquisition, Duration leaseTime, WaitTime waitTime) {
		long now = now();
		AcquireResult refusal = refuse(acquisition, now);
		return (refusal != null) ? refusal : grant(acquisition, leaseTime, now);
	}

	final @Nullable AcquireResult refuse(Acquisition acquisition, long now) {
		if (isBlocked(acquisition)) {
			return new AcquireResult.Busy(null);
		}
		if (isHeld(acquisition, now)) {
			return null;
		}
		for (Row row : rows(acquisition.locks())) {
			if (row.isTaken(now) || isOver(row, acquisition)) {
				return new AcquireResult.Busy(row.holder(now));
			}
		}
		return null;
	}

	final boolean isBlocked(Acquisition acquisition) {
		return acquisition.locks().stream().anyMatch(this.blocked::contains);
	}

	boolean isOver(Row row, Acquisition acquisition) {
		return row.acquisitionId.equals(acquisition.id());
	}

	boolean isHeldBy(Row row, Acquisition acquisition, long now) {
		return row.acquisitionId.equals(acquisition.id()) && row.owner != null && row.isTaken(now);
	}

	boolean isHeld(Acquisition acquisition, long now) {
		return held(acquisition, now).size() == acquisition.locks().size();
	}

	final List<Row> held(Acquisition acquisition, long now) {
		return rows(acquisition.locks()).stream().filter((row) -> isHeldBy(row, acquisition, now)).toList();
	}

	final AcquireResult grant(Acquisition acquisition, Duration leaseTime, long now) {
		return isHeld(acquisition, now) ? grantAgain(acquisition, leaseTime, now)
				: grantAnew(acquisition, leaseTime, now);
	}

	AcquireResult grantAgain(Acquisition acquisition, Duration leaseTime, long now) {
		RenewalResult renewed = renewEach(new Renewal(acquisition, leaseTime, null), now);
		return new AcquireResult.Granted(held(acquisition, now).get(0).token, renewed.remaining());
	}

	AcquireResult grantAnew(Acquisition acquisition, Duration leaseTime, long now) {
		long token = mint(rows(acquisition.locks()), now);
		for (LockId lock : acquisition.locks()) {
			put(new Row(lock, acquisition.id(), acquisition.owner(), token, now, now + micros(leaseTime)));
		}
		return new AcquireResult.Granted(token, leaseTime);
	}

	long mint(List<Row> known, long now) {
		return Math.max(now, 1 + known.stream().mapToLong(Row::token).max().orElse(0));
	}

	@Override
	public synchronized List<RenewalResult> renew(List<Renewal> renewals) {
		long now = now();
		return renewals.stream().map((renewal) -> renew(renewal, now)).toList();
	}

	RenewalResult renew(Renewal renewal, long now) {
		if (!isHeld(renewal.acquisition(), now)) {
			return RenewalResult.LOST;
		}
		return isBlocked(renewal.acquisition()) ? RenewalResult.BLOCKED : renewEach(renewal, now);
	}

	final RenewalResult renewEach(Renewal renewal, long now) {
		long until = Long.MAX_VALUE;
		for (Row row : rows(renewal.acquisition().locks())) {
			Row renewed = row.until(renewedUntil(row, renewal, now));
			put(renewed);
			until = Math.min(until, renewed.expiresAt);
		}
		return new RenewalResult(Outcome.RENEWED, duration(until - now));
	}

	long renewedUntil(Row row, Renewal renewal, long now) {
		return Math.max(row.expiresAt, Math.min(now + micros(renewal.leaseTime()), latest(row, renewal, now)));
	}

	long latest(Row row, Renewal renewal, long now) {
		return (renewal.maxHoldTime() != null) ? row.acquiredAt + micros(renewal.maxHoldTime()) : Long.MAX_VALUE;
	}

	@Override
	public synchronized ReleaseOutcome release(Acquisition acquisition, Duration minHoldTime) {
		long now = now();
		List<Row> held = held(acquisition, now);
		held.forEach((row) -> put(row.ownedBy(null).until(releasedUntil(row, minHoldTime, now))));
		return (held.size() == acquisition.locks().size()) ? ReleaseOutcome.RELEASED : ReleaseOutcome.NOT_HELD;
	}

	long releasedUntil(Row row, Duration minHoldTime, long now) {
		return Math.max(now, Math.min(now, row.acquiredAt) + micros(minHoldTime));
	}

	@Override
	public synchronized List<LockRecord> find(Collection<LockId> locks) {
		long now = now();
		return rows(locks).stream().filter((row) -> isFound(row, now)).map((row) -> row.toRecord(now)).toList();
	}

	boolean isFound(Row row, long now) {
		return row.isTaken(now);
	}

	@Override
	public synchronized List<LockRecord> list(@Nullable LockId after, int limit) {
		long now = now();
		return this.rows.values()
			.stream()
			.filter((row) -> row.isTaken(now) && (after == null || row.lock.compareTo(after) > 0))
			.limit(limit)
			.map((row) -> row.toRecord(now))
			.toList();
	}

	@Override
	public synchronized boolean forceRelease(LockId lock) {
		long now = now();
		Row row = row(lock);
		if (row == null || !row.isTaken(now)) {
			return false;
		}
		put(forced(row, now));
		return true;
	}

	Row forced(Row row, long now) {
		return row.ownedBy(null).until(now).withToken(row.token + 1);
	}

	@Override
	public synchronized void removeUnused(Duration retention) {
		long horizon = now() - micros(retention);
		this.rows.values().removeIf((row) -> isRemovable(row, horizon));
	}

	boolean isRemovable(Row row, long horizon) {
		return row.expiresAt <= horizon && row.token < horizon;
	}

	synchronized AutoCloseable block(LockId lock) {
		this.blocked.add(lock);
		return () -> unblock(lock);
	}

	private synchronized void unblock(LockId lock) {
		this.blocked.remove(lock);
	}

	synchronized void forgetEverything() {
		this.rows.clear();
	}

	synchronized void setToken(LockId lock, long token) {
		put(Objects.requireNonNull(row(lock)).withToken(token));
	}

	synchronized Map<LockId, Long> tokens(Collection<LockId> locks) {
		Map<LockId, Long> tokens = new HashMap<>();
		rows(locks).forEach((row) -> tokens.put(row.lock, row.token));
		return tokens;
	}

	record Row(LockId lock, UUID acquisitionId, @Nullable String owner, long token, long acquiredAt, long expiresAt) {

		boolean isTaken(long now) {
			return this.expiresAt > now;
		}

		Row until(long expiresAt) {
			return new Row(this.lock, this.acquisitionId, this.owner, this.token, this.acquiredAt, expiresAt);
		}

		Row ownedBy(@Nullable String owner) {
			return new Row(this.lock, this.acquisitionId, owner, this.token, this.acquiredAt, this.expiresAt);
		}

		Row withToken(long token) {
			return new Row(this.lock, this.acquisitionId, this.owner, token, this.acquiredAt, this.expiresAt);
		}

		LockHolder holder(long now) {
			return new LockHolder(this.owner, duration(now - this.acquiredAt), duration(this.expiresAt - now));
		}

		LockRecord toRecord(long now) {
			return new LockRecord(this.lock, this.acquisitionId, this.token, holder(now));
		}

	}

}
