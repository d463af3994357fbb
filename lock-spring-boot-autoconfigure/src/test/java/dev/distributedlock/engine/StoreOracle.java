// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockStoreException;
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
 * The one store of all replicas. Knows by itself what a store has to answer, and fails
 * the run if the store that it asks answers something else or does what it should not.
 */
final class StoreOracle implements LockStore, InstantSource {

	private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	private static final long FARTHEST_BACK = Duration.ofMinutes(1).toNanos();

	private final Simulation simulation;

	private final LeaseHistories histories;

	private final Function<InstantSource, LockStore> stores;

	private final Map<LockId, Grant> grants = new TreeMap<>();

	private final Map<LockId, Long> tokens = new HashMap<>();

	private final Map<LockId, UUID> pinned = new HashMap<>();

	private LockStore store;

	private long offset;

	private long largestOffset;

	private long forgotten;

	private int restarts;

	StoreOracle(Simulation simulation, LeaseHistories histories, Function<InstantSource, LockStore> stores) {
		this.simulation = simulation;
		this.histories = histories;
		this.stores = stores;
		this.store = stores.apply(this);
	}

	@Override
	public Instant instant() {
		return START.plusNanos(now());
	}

	private long now() {
		return this.simulation.now() + this.offset;
	}

	/**
	 * Set the clock, as far as tokens are promised to survive that: not behind what has
	 * been forgotten.
	 */
	void setClock(Duration step) {
		if (now() + step.toNanos() < this.forgotten
				|| this.largestOffset - this.offset - step.toNanos() > FARTHEST_BACK) {
			return;
		}
		this.offset += step.toNanos();
		this.largestOffset = Math.max(this.largestOffset, this.offset);
		disturbAll();
	}

	/**
	 * Forget everything, as far as that is promised to be survived: not while the clock
	 * is behind.
	 */
	void flush() {
		long micros = ChronoUnit.MICROS.between(Instant.EPOCH, instant());
		if (this.pinned.isEmpty() && this.tokens.values().stream().allMatch((token) -> token < micros)) {
			disturbAll();
			this.forgotten = now();
			this.grants.clear();
			this.store = this.stores.apply(this);
		}
	}

	private void disturbAll() {
		this.histories.all().forEach(LeaseHistory::disturb);
	}

	/**
	 * Restart without forgetting anything: what is on its way gets lost.
	 */
	void restart() {
		this.restarts++;
	}

	int restarts() {
		return this.restarts;
	}

	/**
	 * Whether an acquisition holds all of its locks.
	 */
	boolean holds(Acquisition acquisition) {
		return acquisition.locks().stream().allMatch((lock) -> holds(acquisition, lock));
	}

	private boolean holds(Acquisition acquisition, LockId lock) {
		Grant grant = this.grants.get(lock);
		return grant != null && grant.held && grant.isOf(acquisition) && grant.expiresAt > now();
	}

	private boolean isTaken(LockId lock) {
		Grant grant = this.grants.get(lock);
		return grant != null && grant.expiresAt > now();
	}

	/**
	 * How long an acquisition holds all of its locks yet.
	 */
	long remaining(Acquisition acquisition) {
		return acquisition.locks()
			.stream()
			.mapToLong((lock) -> holds(acquisition, lock) ? this.grants.get(lock).expiresAt - now() : 0)
			.min()
			.orElse(0);
	}

	/**
	 * Lock rows in a transaction.
	 */
	boolean pin(Acquisition acquisition) {
		if (isPinned(acquisition)) {
			throw new LockStoreException("the row is locked", null);
		}
		if (!holds(acquisition)) {
			return false;
		}
		acquisition.locks().forEach((lock) -> this.pinned.put(lock, acquisition.id()));
		return true;
	}

	void unpin(Acquisition acquisition) {
		acquisition.locks().forEach((lock) -> this.pinned.remove(lock, acquisition.id()));
	}

	boolean isPinnedBy(Acquisition acquisition) {
		return acquisition.locks().stream().allMatch((lock) -> acquisition.id().equals(this.pinned.get(lock)));
	}

	private boolean isPinned(Acquisition acquisition) {
		return acquisition.locks().stream().anyMatch(this.pinned::containsKey);
	}

	@Override
	public AcquireResult acquire(Acquisition acquisition, Duration leaseTime, WaitTime waitTime) {
		if (isPinned(acquisition)) {
			return new AcquireResult.Busy(null);
		}
		AcquireResult result = this.store.acquire(acquisition, leaseTime, waitTime);
		if (result instanceof AcquireResult.Granted granted) {
			granted(acquisition, granted.token(), granted.remaining(), leaseTime);
		}
		else {
			check(!holds(acquisition), () -> "refused what it has granted before");
			check(acquisition.locks().stream().anyMatch((lock) -> isTaken(lock) || isKnown(acquisition, lock)),
					() -> "refused a free lock");
		}
		checkContents();
		return result;
	}

	private boolean isKnown(Acquisition acquisition, LockId lock) {
		Grant grant = this.grants.get(lock);
		return grant != null && grant.isOf(acquisition);
	}

	private void granted(Acquisition acquisition, long token, Duration remaining, Duration leaseTime) {
		boolean again = holds(acquisition);
		this.histories.of(acquisition);
		check(remaining.compareTo(leaseTime) >= 0, () -> "granted for less than was asked for");
		check(token > 0 && token < 1L << 53, () -> "token " + token);
		for (LockId lock : acquisition.locks()) {
			Grant grant = this.grants.get(lock);
			if (again) {
				check(grant.token == token, () -> "another token for the same acquisition");
			}
			else {
				check(!isTaken(lock), () -> "granted a lock that is taken");
				check(!isKnown(acquisition, lock), () -> "granted to an acquisition that is over");
				check(token > this.tokens.getOrDefault(lock, 0L), () -> "token " + token + " does not rise");
			}
			this.tokens.put(lock, token);
			this.grants.put(lock, new Grant(acquisition.id(), token, again ? grant.acquiredAt : now(),
					now() + remaining.toNanos(), true));
		}
	}

	@Override
	public List<RenewalResult> renew(List<Renewal> renewals) {
		List<Renewal> sent = renewals.stream().filter((renewal) -> !isPinned(renewal.acquisition())).toList();
		List<RenewalResult> answers = this.store.renew(sent);
		check(answers.size() == sent.size(), () -> "an answer for each renewal");
		for (int i = 0; i < sent.size(); i++) {
			renewed(sent.get(i), answers.get(i));
		}
		checkContents();
		return renewals.stream().map((renewal) -> {
			int index = sent.indexOf(renewal);
			return (index >= 0) ? answers.get(index) : RenewalResult.BLOCKED;
		}).toList();
	}

	private void renewed(Renewal renewal, RenewalResult result) {
		Acquisition acquisition = renewal.acquisition();
		boolean held = holds(acquisition);
		check(held == (result.outcome() == RenewalResult.Outcome.RENEWED), () -> "a renewal is answered with "
				+ result.outcome() + " for a lease that is " + (held ? "held" : "not held"));
		Lease lease = this.histories.of(acquisition).lease();
		check(lease == null || Objects.equals(lease.terms().maxHoldTime(), renewal.maxHoldTime()),
				() -> "renewed beyond its maximum hold time");
		if (!held) {
			return;
		}
		for (LockId lock : acquisition.locks()) {
			Grant grant = this.grants.get(lock);
			long asked = now() + renewal.leaseTime().toNanos();
			Duration maxHoldTime = renewal.maxHoldTime();
			long limit = (maxHoldTime != null) ? grant.acquiredAt + maxHoldTime.toNanos() : Long.MAX_VALUE;
			long until = now() + result.remaining().toNanos();
			check(until == Math.max(grant.expiresAt, Math.min(asked, limit)),
					() -> "renewed for " + result.remaining());
			check(until == grant.expiresAt || this.histories.of(acquisition).isExtended(),
					() -> "renewed although nobody wants that");
			this.grants.put(lock, new Grant(grant.acquisitionId, grant.token, grant.acquiredAt, until, true));
		}
	}

	@Override
	public ReleaseOutcome release(Acquisition acquisition, Duration minHoldTime) {
		if (isPinned(acquisition)) {
			throw new LockStoreException("the row is locked", null);
		}
		boolean held = holds(acquisition);
		check(minHoldTime.compareTo(this.histories.of(acquisition).minHoldTime()) >= 0,
				() -> "released before its minimum hold time");
		ReleaseOutcome outcome = this.store.release(acquisition, minHoldTime);
		check(held == (outcome == ReleaseOutcome.RELEASED),
				() -> "a release is answered with " + outcome + " for a lease that is " + (held ? "held" : "not held"));
		for (LockId lock : acquisition.locks()) {
			if (holds(acquisition, lock)) {
				Grant grant = this.grants.get(lock);
				this.grants.put(lock, new Grant(grant.acquisitionId, grant.token, grant.acquiredAt,
						Math.max(now(), Math.min(now(), grant.acquiredAt) + minHoldTime.toNanos()), false));
			}
		}
		checkContents();
		return outcome;
	}

	@Override
	public boolean isHeld(Acquisition acquisition) {
		boolean held = this.store.isHeld(acquisition);
		check(held == holds(acquisition), () -> "a lease is held: " + held);
		return held;
	}

	@Override
	public List<LockRecord> find(Collection<LockId> locks) {
		return this.store.find(locks);
	}

	@Override
	public List<LockRecord> list(@Nullable LockId after, int limit) {
		return this.store.list(after, limit);
	}

	@Override
	public boolean forceRelease(LockId lock) {
		if (this.pinned.containsKey(lock)) {
			return false;
		}
		Grant grant = this.grants.get(lock);
		if (isTaken(lock)) {
			this.histories.all()
				.stream()
				.filter((history) -> grant.isOf(history.acquisition()))
				.forEach(LeaseHistory::disturb);
			this.grants.put(lock, new Grant(grant.acquisitionId, grant.token + 1, grant.acquiredAt, now(), false));
			this.tokens.merge(lock, 1L, Long::sum);
		}
		boolean freed = this.store.forceRelease(lock);
		checkContents();
		return freed;
	}

	@Override
	public void removeUnused(Duration retention) {
		this.store.removeUnused(retention);
		long horizon = now() - retention.toNanos();
		long oldTokens = ChronoUnit.MICROS.between(Instant.EPOCH, START.plusNanos(horizon));
		this.grants.values().removeIf((grant) -> grant.expiresAt < horizon && grant.token < oldTokens);
		checkContents();
	}

	@Override
	public Subscription subscribe(Collection<LockId> locks, Runnable listener) {
		return this.store.subscribe(locks, listener);
	}

	private void checkContents() {
		List<LockRecord> records = this.store.list(null, 100);
		int taken = 0;
		for (LockId lock : this.grants.keySet()) {
			taken += isTaken(lock) ? 1 : 0;
		}
		check(records.size() == taken, () -> "the store has " + records + " instead of " + this.grants);
		for (LockRecord record : records) {
			Grant grant = this.grants.get(record.lock());
			check(grant != null && grant.expiresAt > now() && grant.acquisitionId.equals(record.acquisitionId())
					&& grant.token == record.token() && grant.held == (record.holder().owner() != null)
					&& grant.expiresAt - now() == record.holder().remaining().toNanos(),
					() -> "the store has " + record + " instead of " + grant);
		}
	}

	/**
	 * The last token of each lock.
	 */
	Map<LockId, Long> tokens() {
		return this.tokens;
	}

	private void check(boolean condition, Supplier<String> message) {
		if (!condition) {
			throw this.simulation.fail("Store: " + message.get());
		}
	}

	private record Grant(UUID acquisitionId, long token, long acquiredAt, long expiresAt, boolean held) {

		boolean isOf(Acquisition acquisition) {
			return Objects.equals(this.acquisitionId, acquisition.id());
		}

	}

}
