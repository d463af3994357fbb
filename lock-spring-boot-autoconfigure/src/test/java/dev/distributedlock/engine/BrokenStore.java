// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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

/**
 * A store that does one thing wrong, as others have done it before.
 */
final class BrokenStore implements LockStore {

	enum Bug {

		NONE, GRANTS_WHAT_IS_BUSY, GRANTS_SOME_OF_SEVERAL, REFUSES_ITS_OWN_GRANT, GRANTS_WHAT_WAS_RELEASED,

		TOKEN_IS_THE_TIME, TOKEN_IS_A_COUNTER, TOKEN_FORGOTTEN_BY_RELEASE, TOKEN_OF_A_REPETITION_IS_NEW,

		RENEWS_WHAT_HAS_EXPIRED, RENEWS_FOR_A_STRANGER, RENEWED_ALTHOUGH_LOST, LOST_ALTHOUGH_RENEWED, RENEWAL_SHORTENS,

		RENEWAL_BEYOND_MAX_HOLD_TIME, RELEASES_FOR_A_STRANGER, RELEASES_ONE_OF_SEVERAL, RELEASES_NOTHING,

		RELEASED_ALTHOUGH_NOT_HELD, FORGETS_MIN_HOLD_TIME, HELD_ALTHOUGH_EXPIRED, FORCED_RELEASE_LEAVES_ONE

	}

	private final Map<LockId, Row> rows = new TreeMap<>();

	private final InstantSource clock;

	private final Bug bug;

	private long counter;

	BrokenStore(InstantSource clock, Bug bug) {
		this.clock = clock;
		this.bug = bug;
	}

	private boolean has(Bug bug) {
		return this.bug == bug;
	}

	private boolean isHeld(Acquisition acquisition, LockId lock) {
		Row row = this.rows.get(lock);
		return row != null && row.held && (row.isOf(acquisition) || has(Bug.RENEWS_FOR_A_STRANGER))
				&& (row.isTaken(this.clock) || has(Bug.RENEWS_WHAT_HAS_EXPIRED));
	}

	private boolean isGrantable(Acquisition acquisition, LockId lock) {
		Row row = this.rows.get(lock);
		if (row == null) {
			return true;
		}
		if (row.isOf(acquisition)) {
			return (row.held && row.isTaken(this.clock) && !has(Bug.REFUSES_ITS_OWN_GRANT))
					|| has(Bug.GRANTS_WHAT_WAS_RELEASED);
		}
		return !row.isTaken(this.clock) || has(Bug.GRANTS_WHAT_IS_BUSY);
	}

	@Override
	public AcquireResult acquire(Acquisition acquisition, Duration leaseTime, WaitTime waitTime) {
		Instant now = this.clock.instant();
		List<LockId> grantable = acquisition.locks().stream().filter((lock) -> isGrantable(acquisition, lock)).toList();
		if (grantable.isEmpty()
				|| (grantable.size() < acquisition.locks().size() && !has(Bug.GRANTS_SOME_OF_SEVERAL))) {
			return new AcquireResult.Busy(null);
		}
		Row own = this.rows.get(grantable.get(0));
		boolean again = own != null && own.isOf(acquisition) && own.held;
		long token = (again && !has(Bug.TOKEN_OF_A_REPETITION_IS_NEW)) ? own.token : newToken(grantable, now);
		Instant until = now.plus(leaseTime);
		if (again && own.expiresAt.isAfter(until)) {
			until = own.expiresAt;
		}
		for (LockId lock : grantable) {
			this.rows.put(lock,
					new Row(acquisition.id(), acquisition.owner(), token, again ? own.acquiredAt : now, until, true));
		}
		return new AcquireResult.Granted(token, Duration.between(now, until));
	}

	private long newToken(List<LockId> locks, Instant now) {
		long micros = ChronoUnit.MICROS.between(Instant.EPOCH, now);
		if (has(Bug.TOKEN_IS_THE_TIME)) {
			return micros;
		}
		if (has(Bug.TOKEN_IS_A_COUNTER)) {
			return ++this.counter;
		}
		return Math.max(micros,
				locks.stream()
					.mapToLong((lock) -> this.rows.containsKey(lock) ? this.rows.get(lock).token + 1 : 0)
					.max()
					.orElse(0));
	}

	@Override
	public List<RenewalResult> renew(List<Renewal> renewals) {
		return renewals.stream().map(this::renew).toList();
	}

	private RenewalResult renew(Renewal renewal) {
		Instant now = this.clock.instant();
		if (!renewal.acquisition().locks().stream().allMatch((lock) -> isHeld(renewal.acquisition(), lock))) {
			return has(Bug.RENEWED_ALTHOUGH_LOST) ? RenewalResult.renewed(renewal.leaseTime()) : RenewalResult.LOST;
		}
		Duration remaining = Duration.ZERO;
		for (LockId lock : renewal.acquisition().locks()) {
			Row row = this.rows.get(lock);
			Instant until = now.plus(renewal.leaseTime());
			Duration maxHoldTime = has(Bug.RENEWAL_BEYOND_MAX_HOLD_TIME) ? null : renewal.maxHoldTime();
			if (maxHoldTime != null && until.isAfter(row.acquiredAt.plus(maxHoldTime))) {
				until = row.acquiredAt.plus(maxHoldTime);
			}
			until = (until.isAfter(row.expiresAt) || has(Bug.RENEWAL_SHORTENS)) ? until : row.expiresAt;
			this.rows.put(lock, row.until(until, true));
			remaining = Duration.between(now, until);
		}
		return has(Bug.LOST_ALTHOUGH_RENEWED) ? RenewalResult.LOST : RenewalResult.renewed(remaining);
	}

	@Override
	public ReleaseOutcome release(Acquisition acquisition, Duration minHoldTime) {
		Instant now = this.clock.instant();
		boolean held = acquisition.locks().stream().allMatch((lock) -> isHeld(acquisition, lock));
		for (LockId lock : acquisition.locks()) {
			Row row = this.rows.get(lock);
			boolean own = isHeld(acquisition, lock);
			if (row == null || !(own || has(Bug.RELEASES_FOR_A_STRANGER)) || has(Bug.RELEASES_NOTHING)) {
				continue;
			}
			Instant until = (row.acquiredAt.isAfter(now) ? now : row.acquiredAt)
				.plus(has(Bug.FORGETS_MIN_HOLD_TIME) ? Duration.ZERO : minHoldTime);
			this.rows.put(lock, row.until(until.isAfter(now) ? until : now, false));
			if (has(Bug.TOKEN_FORGOTTEN_BY_RELEASE)) {
				this.rows.remove(lock);
			}
			if (has(Bug.RELEASES_ONE_OF_SEVERAL)) {
				break;
			}
		}
		return (held || has(Bug.RELEASED_ALTHOUGH_NOT_HELD)) ? ReleaseOutcome.RELEASED : ReleaseOutcome.NOT_HELD;
	}

	@Override
	public boolean isHeld(Acquisition acquisition) {
		return has(Bug.HELD_ALTHOUGH_EXPIRED)
				? acquisition.locks()
					.stream()
					.allMatch((lock) -> this.rows.containsKey(lock) && this.rows.get(lock).isOf(acquisition))
				: acquisition.locks().stream().allMatch((lock) -> isHeld(acquisition, lock));
	}

	@Override
	public List<LockRecord> find(Collection<LockId> locks) {
		return list(null, Integer.MAX_VALUE).stream().filter((found) -> locks.contains(found.lock())).toList();
	}

	@Override
	public List<LockRecord> list(@Nullable LockId after, int limit) {
		Instant now = this.clock.instant();
		List<LockRecord> taken = new ArrayList<>();
		this.rows.forEach((lock, row) -> {
			if (row.isTaken(this.clock)) {
				taken.add(new LockRecord(lock, row.acquisitionId, row.token, new LockHolder(row.held ? row.owner : null,
						Duration.between(row.acquiredAt, now), Duration.between(now, row.expiresAt))));
			}
		});
		return taken;
	}

	@Override
	public boolean forceRelease(LockId lock) {
		Row row = this.rows.get(lock);
		if (row == null || !row.isTaken(this.clock) || has(Bug.FORCED_RELEASE_LEAVES_ONE)) {
			return false;
		}
		this.rows.put(lock,
				new Row(row.acquisitionId, row.owner, row.token + 1, row.acquiredAt, this.clock.instant(), false));
		return true;
	}

	private record Row(UUID acquisitionId, String owner, long token, Instant acquiredAt, Instant expiresAt,
			boolean held) {

		boolean isOf(Acquisition acquisition) {
			return this.acquisitionId.equals(acquisition.id());
		}

		boolean isTaken(InstantSource clock) {
			return clock.instant().isBefore(this.expiresAt);
		}

		Row until(Instant expiresAt, boolean held) {
			return new Row(this.acquisitionId, this.owner, this.token, this.acquiredAt, expiresAt, held);
		}

	}

}
