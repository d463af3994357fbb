// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.RenewalResult;

/**
 * Renews leases at a third of their lease time, all that are due in one request, and
 * notices those whose deadline has passed. A failed renewal is tried again until then.
 * <p>
 * The leases are looked through when the earliest of them needs it. Adding one costs no
 * timer unless it needs something sooner than all others.
 */
final class LeaseRenewer {

	private static final Log logger = LogFactory.getLog(LeaseRenewer.class);

	private static final int BATCH_SIZE = 1000;

	/**
	 * After how many lease times a lease without a maximum hold time is worth a warning.
	 */
	private static final int LONG_HOLD = 100;

	private static final Duration SHORT = Duration.ofSeconds(3);

	private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private final LockStore store;

	private final EngineTime time;

	private final Executor renewals;

	private final Set<LeaseReference<Lease>> leases = ConcurrentHashMap.newKeySet();

	private final AtomicLong nextSweep;

	LeaseRenewer(LockStore store, EngineTime time, Executor renewals) {
		this.store = store;
		this.time = time;
		this.renewals = renewals;
		this.nextSweep = new AtomicLong(never());
	}

	List<Lease> leases() {
		return this.leases.stream().map(LeaseReference::get).filter(Objects::nonNull).toList();
	}

	void add(Lease lease) {
		this.leases.add(lease.reference());
		sweepBy(nextEvent(lease));
	}

	void remove(Lease lease) {
		this.leases.remove(lease.reference());
	}

	/**
	 * Renew a lease before its time.
	 */
	void hurry(Lease lease) {
		long now = this.time.nanoTime();
		if (lease.schedule().hurry(now)) {
			sweepBy(now);
		}
	}

	/**
	 * How late the renewal is that is most overdue, zero if none is.
	 */
	Duration lag() {
		long now = this.time.nanoTime();
		return Duration.ofNanos(leases().stream()
			.filter((lease) -> lease.terms().renew())
			.mapToLong((lease) -> now - lease.schedule().next())
			.filter((lag) -> lag > 0)
			.max()
			.orElse(0));
	}

	private void sweepBy(long nanoTime) {
		long planned = this.nextSweep.get();
		while (nanoTime - planned < 0) {
			if (this.nextSweep.compareAndSet(planned, nanoTime)) {
				this.time.runAfter(Math.max(0, nanoTime - this.time.nanoTime()), () -> sweepIfPlanned(nanoTime));
				return;
			}
			planned = this.nextSweep.get();
		}
	}

	/**
	 * Does nothing if an earlier sweep was planned meanwhile, which has planned the next
	 * one.
	 */
	private void sweepIfPlanned(long nanoTime) {
		if (!this.nextSweep.compareAndSet(nanoTime, never())) {
			return;
		}
		try {
			sweep();
		}
		catch (Throwable ex) {
			logger.error("Failed to look through the leases, will try again", ex);
			sweepBy(this.time.nanoTime() + RETRY_NANOS);
		}
	}

	private long never() {
		return this.time.nanoTime() + Long.MAX_VALUE / 2;
	}

	/**
	 * When a lease is due, those that soon will be go along with it: a request for each
	 * would be one for each moment at which a lease was granted.
	 */
	private void sweep() {
		List<Lease> due = new ArrayList<>();
		List<Lease> soon = new ArrayList<>();
		long now = this.time.nanoTime();
		for (LeaseReference<Lease> reference : this.leases) {
			Lease lease = reference.get();
			if (lease == null) {
				forgotten(reference);
			}
			else if (lease.isExpired()) {
				lease.lose(lease.reason());
			}
			else if (lease.isRenewable() && lease.schedule().isDue(now)) {
				due.add(lease);
			}
			else if (lease.isRenewable() && lease.schedule().isDueSoon(now)) {
				soon.add(lease);
			}
		}
		renew(due.stream().filter(LeaseRenewer::isShort).toList(), soon.stream().filter(LeaseRenewer::isShort));
		renew(due.stream().filter(Predicate.not(LeaseRenewer::isShort)).toList(),
				soon.stream().filter(Predicate.not(LeaseRenewer::isShort)));
		leases().forEach((lease) -> {
			sweepBy(nextEvent(lease));
			warnOfEndlessHold(lease, now);
		});
	}

	/**
	 * Whether a lease leaves a request so little time that others should not go along
	 * with it. In doubt, it is only asked for.
	 */
	private static boolean isShort(Lease lease) {
		return !lease.terms().renew() || lease.terms().leaseTime().compareTo(SHORT) < 0;
	}

	private void renew(List<Lease> due, Stream<Lease> soon) {
		List<Lease> leases = due.isEmpty() ? due : Stream.concat(due.stream(), soon).toList();
		for (int from = 0; from < leases.size(); from += BATCH_SIZE) {
			renew(leases.subList(from, Math.min(leases.size(), from + BATCH_SIZE)));
		}
	}

	private void forgotten(LeaseReference<Lease> reference) {
		this.leases.remove(reference);
		logger.warn("The lease of lock " + reference.describe() + " was never released, and nothing refers to it any"
				+ " more: it ends with its lease time. Release leases, for example by a try-with-resources statement");
	}

	private static void warnOfEndlessHold(Lease lease, long now) {
		LeaseTerms terms = lease.terms();
		if (terms.renew() && terms.maxHoldTime() == null
				&& lease.reference().isFirstHeldLongerThan(terms.leaseTime().multipliedBy(LONG_HOLD), now)) {
			logger.warn("Lock " + lease.reference().describe() + " has been held for more than " + LONG_HOLD
					+ " times its lease time of " + terms.leaseTime() + ", and has no maxHoldTime: if its holder hangs,"
					+ " others wait for ever. Set one, longer than the work can take");
		}
	}

	private long nextEvent(Lease lease) {
		long renewal = lease.schedule().next();
		return (lease.isRenewable() && renewal - lease.deadline() < 0) ? renewal : lease.deadline();
	}

	private void renew(List<Lease> batch) {
		batch.forEach((lease) -> lease.schedule().sent());
		Moment sentAt = this.time.now();
		try {
			this.store
				.renewAsync(batch.stream().map((lease) -> lease.schedule().renewal(sentAt.nanoTime())).toList(),
						this.renewals)
				.whenComplete((results, ex) -> completed(batch, results, ex, sentAt));
		}
		catch (RuntimeException | Error ex) {
			completed(batch, null, ex, sentAt);
		}
	}

	private void completed(List<Lease> batch, @Nullable List<RenewalResult> results, @Nullable Throwable ex,
			Moment sentAt) {
		if (ex != null) {
			logger.warn("Failed to renew " + batch.size() + " leases, will try again until they end", ex);
		}
		for (int i = 0; i < batch.size(); i++) {
			completed(batch.get(i), (results != null && i < results.size()) ? results.get(i) : RenewalResult.BLOCKED,
					sentAt);
		}
	}

	private void completed(Lease lease, RenewalResult result, Moment sentAt) {
		try {
			switch (result.outcome()) {
				case RENEWED -> lease.renewed(sentAt, result.remaining());
				case BLOCKED -> lease.schedule().retry(this.time.nanoTime());
				case LOST -> lease.lose(LossReason.GONE);
			}
		}
		catch (RuntimeException | Error ex) {
			logger.error("Failed to take the answer to a renewal of " + lease, ex);
			lease.schedule().retry(this.time.nanoTime());
		}
		finally {
			lease.schedule().answered();
		}
		if (this.leases.contains(lease.reference())) {
			sweepBy(nextEvent(lease));
		}
	}

}
