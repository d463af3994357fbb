// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

import dev.distributedlock.torture.history.Entry.Type;

/**
 * The faults of a history.
 */
final class Faults {

	private final List<Entry> faults;

	Faults(History history) {
		this.faults = history.all(Type.FAULT);
	}

	/**
	 * Find when a worker stood still in a span.
	 */
	Stream<Entry> standstills(String worker, long from, long to) {
		return this.faults.stream()
			.filter((fault) -> fault.worker().equals(worker) && FaultKind.of(fault).isStandstill()
					&& fault.overlaps(from, to));
	}

	/**
	 * For how long a worker did not stand still in a span.
	 */
	long awake(String worker, long from, long to) {
		long awake = 0;
		long since = from;
		for (Entry standstill : standstills(worker, from, to).sorted(Comparator.comparingLong(Entry::from)).toList()) {
			awake += Math.max(0, standstill.from() - since);
			since = Math.max(since, standstill.to());
		}
		return awake + Math.max(0, to - since);
	}

	/**
	 * Whether something was done to a worker, or to all, that explains what is asked for.
	 */
	boolean explain(Predicate<FaultKind> effect, String worker, long from, long to) {
		return any(from, to,
				(fault) -> (isOfAll(fault) || fault.worker().equals(worker)) && effect.test(FaultKind.of(fault)));
	}

	static boolean isOfAll(Entry fault) {
		return fault.worker().equals("*");
	}

	/**
	 * Whether the store may have granted a lock to another holder although a grant was
	 * not over: it has forgotten it, or its clock was set forward. After that, the next
	 * renewal is refused, so that a grant is excused only if none was sent and granted.
	 */
	boolean mayBeOver(Grant grant, long to) {
		return any(grant.askedAt(), to, (fault) -> isForgetting(fault, grant.lock()))
				|| any(grant.renewedAt(), to, (fault) -> FaultKind.of(fault) == FaultKind.STORE_CLOCK);
	}

	private static boolean isForgetting(Entry fault, String lock) {
		return FaultKind.of(fault).excusesDoubleGrant() && (fault.detail().isEmpty() || fault.is(lock));
	}

	/**
	 * Whether another server may have taken over without the last writes, or while there
	 * was still the one before.
	 */
	boolean anyFailover(long from, long to) {
		return any(from, to, (fault) -> FaultKind.of(fault) == FaultKind.FAILOVER);
	}

	private boolean any(long from, long to, Predicate<Entry> kind) {
		return this.faults.stream().anyMatch((fault) -> kind.test(fault) && fault.overlaps(from, to));
	}

}
