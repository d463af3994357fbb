// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockStoreException;
import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockRecord;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.RenewalResult;
import dev.distributedlock.store.WaitTime;

/**
 * Mistakes that have been made in lock stores, and the test that has to notice each.
 */
enum Flaw {

	RELEASE_ASKS_NOBODY("aStaleHolderCannotRelease") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				public synchronized ReleaseOutcome release(Acquisition acquisition, Duration minHoldTime) {
					long now = now();
					rows(acquisition.locks())
						.forEach((row) -> put(row.ownedBy(null).until(releasedUntil(row, minHoldTime, now))));
					return ReleaseOutcome.RELEASED;
				}
			};
		}
	},

	HOLDER_IS_KNOWN_BY_ITS_PROCESS_ONLY("aStaleHolderCannotRelease") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				boolean isHeldBy(Row row, Acquisition acquisition, long now) {
					return acquisition.owner().equals(row.owner()) && row.isTaken(now);
				}
			};
		}
	},

	RELEASE_IS_ALWAYS_A_SUCCESS("aLockIsReleasedOnce") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				public synchronized ReleaseOutcome release(Acquisition acquisition, Duration minHoldTime) {
					super.release(acquisition, minHoldTime);
					return ReleaseOutcome.RELEASED;
				}
			};
		}
	},

	RELEASE_OF_A_TORN_SET_DOES_NOTHING("whatIsLeftOfASetIsReleased") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				public synchronized ReleaseOutcome release(Acquisition acquisition, Duration minHoldTime) {
					return isHeld(acquisition, now()) ? super.release(acquisition, minHoldTime)
							: ReleaseOutcome.NOT_HELD;
				}
			};
		}
	},

	RENEWAL_REVIVES_THE_DEAD("anExpiredHolderHasNothingToRenewOrRelease") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				boolean isHeldBy(Row row, Acquisition acquisition, long now) {
					return row.acquisitionId().equals(acquisition.id()) && row.owner() != null;
				}
			};
		}
	},

	RENEWAL_DURING_THE_MINIMUM_HOLD_TIME("theFormerHolderHasNothingToRenewOrRelease") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				boolean isHeldBy(Row row, Acquisition acquisition, long now) {
					return row.acquisitionId().equals(acquisition.id()) && row.isTaken(now);
				}
			};
		}
	},

	RENEWAL_SHORTENS("aRenewalDoesNotShortenTheGrant") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				long renewedUntil(Row row, Renewal renewal, long now) {
					return Math.min(now + micros(renewal.leaseTime()), latest(row, renewal, now));
				}
			};
		}
	},

	RENEWAL_ADDS_TO_THE_LEASE("eachRenewalHasItsOwnTimes") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				long renewedUntil(Row row, Renewal renewal, long now) {
					return Math.min(row.expiresAt() + micros(renewal.leaseTime()), latest(row, renewal, now));
				}
			};
		}
	},

	RENEWAL_OF_A_TORN_SET("whatLostOneOfItsLocksIsLost") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				RenewalResult renew(Renewal renewal, long now) {
					List<Row> held = held(renewal.acquisition(), now);
					return held.isEmpty() ? super.renew(renewal, now) : RenewalResult.renewed(renewal.leaseTime());
				}
			};
		}
	},

	RENEWALS_ARE_ANSWERED_IN_ANY_ORDER("resultsAreInTheOrderOfTheRenewals") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				public synchronized List<RenewalResult> renew(List<Renewal> renewals) {
					List<RenewalResult> results = new ArrayList<>(super.renew(renewals));
					Collections.reverse(results);
					return results;
				}
			};
		}
	},

	RENEWALS_BEYOND_A_THOUSAND_ARE_FORGOTTEN("manyLeasesAreRenewedInOneCall") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				public synchronized List<RenewalResult> renew(List<Renewal> renewals) {
					return super.renew(renewals.subList(0, Math.min(1000, renewals.size())));
				}
			};
		}
	},

	MAXIMUM_HOLD_TIME_IS_IGNORED("aRenewalEndsAtTheMaximumHoldTime") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				long latest(Row row, Renewal renewal, long now) {
					return Long.MAX_VALUE;
				}
			};
		}
	},

	MAXIMUM_HOLD_TIME_COUNTS_FROM_THE_RENEWAL("theMaximumHoldTimeCountsFromTheGrant") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				long latest(Row row, Renewal renewal, long now) {
					return (renewal.maxHoldTime() != null) ? now + micros(renewal.maxHoldTime()) : Long.MAX_VALUE;
				}
			};
		}
	},

	MINIMUM_HOLD_TIME_IS_IGNORED("theLockStaysTakenWithNobodyHoldingIt") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				long releasedUntil(Row row, Duration minHoldTime, long now) {
					return now;
				}
			};
		}
	},

	MINIMUM_HOLD_TIME_COUNTS_FROM_THE_RELEASE("theTimeCountsFromTheGrantAndReplacesTheLease") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				long releasedUntil(Row row, Duration minHoldTime, long now) {
					return now + micros(minHoldTime);
				}
			};
		}
	},

	MINIMUM_HOLD_TIME_KEEPS_THE_LEASE("theLockIsFreeWhenTheTimeIsOver") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				long releasedUntil(Row row, Duration minHoldTime, long now) {
					return minHoldTime.isZero() ? now
							: Math.max(row.expiresAt(), row.acquiredAt() + micros(minHoldTime));
				}
			};
		}
	},

	LEASE_ENDS_EARLY("aLockIsNotGrantedToTheNextBeforeItExpires") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				AcquireResult grantAnew(Acquisition acquisition, Duration leaseTime, long now) {
					return super.grantAnew(acquisition, leaseTime.dividedBy(2), now);
				}
			};
		}
	},

	TOKEN_IS_A_CONSTANT("tokensRiseFromGrantToGrant") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				long mint(List<Row> known, long now) {
					return 1;
				}
			};
		}
	},

	TOKEN_IS_A_COUNTER("tokensRiseWhenEverythingIsForgotten") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				long mint(List<Row> known, long now) {
					return super.mint(known, 0);
				}
			};
		}
	},

	TOKEN_IS_THE_CLOCK("tokensRiseWhenTheClockIsBehindThem") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				long mint(List<Row> known, long now) {
					return now;
				}
			};
		}
	},

	TOKEN_IS_TOO_LARGE("tokensFitIn53Bits") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				long mint(List<Row> known, long now) {
					return super.mint(known, now * 1000);
				}
			};
		}
	},

	TOKEN_OF_A_SET_IS_THAT_OF_ITS_FIRST_LOCK("theTokenOfASetIsLargerThanEachBefore") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				long mint(List<Row> known, long now) {
					return super.mint(known.subList(0, Math.min(1, known.size())), now);
				}
			};
		}
	},

	TOKEN_DIFFERS_WITHIN_A_SET("allLocksAreGrantedWithOneToken") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				AcquireResult grantAnew(Acquisition acquisition, Duration leaseTime, long now) {
					AcquireResult granted = super.grantAnew(acquisition, leaseTime, now);
					Row last = Objects.requireNonNull(row(acquisition.locks().get(acquisition.locks().size() - 1)));
					put(last.withToken(last.token() + acquisition.locks().size() - 1));
					return granted;
				}
			};
		}
	},

	FORCED_RELEASE_KEEPS_THE_TOKEN("aReleaseByForceRaisesTheToken") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				Row forced(Row row, long now) {
					return row.ownedBy(null).until(now);
				}
			};
		}
	},

	FORCED_RELEASE_FORGETS_WHO_HELD_THE_LOCK("whatWasReleasedByForceIsNotGrantedAgain") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				Row forced(Row row, long now) {
					return new Row(row.lock(), new java.util.UUID(0, 0), null, row.token() + 1, now, now);
				}
			};
		}
	},

	SET_IS_TAKEN_IN_PART("noLockIsTakenIfOneIsBusy") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				public synchronized AcquireResult acquire(Acquisition acquisition, Duration leaseTime, WaitTime wait) {
					for (LockId lock : acquisition.locks()) {
						AcquireResult one = super.acquire(
								new Acquisition(acquisition.id(), List.of(lock), acquisition.owner()), leaseTime, wait);
						if (one instanceof AcquireResult.Busy) {
							return one;
						}
					}
					return super.acquire(acquisition, leaseTime, wait);
				}
			};
		}
	},

	REPEATED_REQUEST_IS_BUSY("aRepeatedRequestFindsItsOwnGrant") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				public synchronized AcquireResult acquire(Acquisition acquisition, Duration leaseTime, WaitTime wait) {
					return isHeld(acquisition, now()) ? new AcquireResult.Busy(null)
							: super.acquire(acquisition, leaseTime, wait);
				}
			};
		}
	},

	REPEATED_REQUEST_IS_A_NEW_GRANT("aRepeatedRequestFindsItsOwnGrant") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				AcquireResult grantAgain(Acquisition acquisition, Duration leaseTime, long now) {
					return grantAnew(acquisition, leaseTime, now);
				}
			};
		}
	},

	REPEATED_REQUEST_AFTER_THE_RELEASE("whatWasReleasedIsNotGrantedAgain") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				boolean isOver(Row row, Acquisition acquisition) {
					return false;
				}
			};
		}
	},

	ACQUIRING_IS_NOT_ATOMIC("onlyOneHoldsALockAtATime") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				public AcquireResult acquire(Acquisition acquisition, Duration leaseTime, WaitTime waitTime) {
					AcquireResult refusal = refused(acquisition);
					Thread.yield();
					return (refusal != null) ? refusal : granted(acquisition, leaseTime);
				}

				private synchronized @Nullable AcquireResult refused(Acquisition acquisition) {
					return refuse(acquisition, now());
				}

				private synchronized AcquireResult granted(Acquisition acquisition, Duration leaseTime) {
					return grant(acquisition, leaseTime, now());
				}
			};
		}
	},

	CONTENTION_IS_AN_ERROR("aNewLockIsGrantedToExactlyOne") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				public AcquireResult acquire(Acquisition acquisition, Duration leaseTime, WaitTime waitTime) {
					boolean isNew = isNew(acquisition);
					Thread.yield();
					AcquireResult result = super.acquire(acquisition, leaseTime, waitTime);
					if (isNew && result instanceof AcquireResult.Busy) {
						throw new LockStoreException("Duplicate key", new IllegalStateException());
					}
					return result;
				}

				private synchronized boolean isNew(Acquisition acquisition) {
					return rows(acquisition.locks()).isEmpty();
				}
			};
		}
	},

	CASE_IS_IGNORED("idsThatDifferOnlyInCaseStayApart") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				LockId stored(LockId lock) {
					return new LockId(lock.value().toLowerCase(Locale.ROOT));
				}
			};
		}
	},

	LONG_IDS_ARE_CUT("theLongestIdsAreKeptWhole") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				LockId stored(LockId lock) {
					return new LockId(lock.value().substring(0, Math.min(191, lock.value().length())));
				}
			};
		}
	},

	SIGNS_ARE_IGNORED("takenLocksAreListedInAscendingOrder") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				public synchronized List<LockRecord> list(@Nullable LockId after, int limit) {
					return super.list(null, Integer.MAX_VALUE).stream()
						.sorted((one, two) -> collated(one).compareTo(collated(two)))
						.filter((found) -> after == null || found.lock().compareTo(after) > 0)
						.limit(limit)
						.toList();
				}

				private String collated(LockRecord found) {
					return found.lock().value().replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
				}
			};
		}
	},

	FREE_LOCKS_ARE_FOUND("onlyTakenLocksAreFound") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				boolean isFound(Row row, long now) {
					return row.owner() != null;
				}
			};
		}
	},

	NOTHING_IS_A_SYNTAX_ERROR("nothingIsFoundOfNothing") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				public synchronized List<LockRecord> find(Collection<LockId> locks) {
					if (locks.isEmpty()) {
						throw new LockStoreException("IN ()", new IllegalStateException());
					}
					return super.find(locks);
				}
			};
		}
	},

	REMOVAL_TAKES_EVERYTHING("heldLocksStay") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				boolean isRemovable(Row row, long horizon) {
					return true;
				}
			};
		}
	},

	REMOVAL_KNOWS_NO_RETENTION("locksThatHaveBeenFreeForAWhileStay") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				boolean isRemovable(Row row, long horizon) {
					return super.isRemovable(row, now());
				}
			};
		}
	},

	REMOVAL_KNOWS_NO_TOKENS("aTokenThatIsAheadOfTheClockIsNotRemoved") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				boolean isRemovable(Row row, long horizon) {
					return row.expiresAt() <= horizon;
				}
			};
		}
	},

	REMOVAL_NEVER_HAPPENS("locksThatHaveBeenFreeForLongAreRemoved") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				boolean isRemovable(Row row, long horizon) {
					return false;
				}
			};
		}
	},

	BLOCKED_IS_LOST("otherLeasesAreRenewedAndABlockedOneIsNotLost") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				RenewalResult renew(Renewal renewal, long now) {
					return isBlocked(renewal.acquisition()) ? RenewalResult.LOST : super.renew(renewal, now);
				}
			};
		}
	},

	ONE_BLOCKED_LEASE_BLOCKS_ALL("otherLeasesAreRenewedAndABlockedOneIsNotLost") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				public synchronized List<RenewalResult> renew(List<Renewal> renewals) {
					return renewals.stream().anyMatch((renewal) -> isBlocked(renewal.acquisition()))
							? Collections.nCopies(renewals.size(), RenewalResult.BLOCKED) : super.renew(renewals);
				}
			};
		}
	},

	BLOCKED_ACQUIRER_WAITS_FOR_EVER("aBlockedFreeLockIsBusy") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				public AcquireResult acquire(Acquisition acquisition, Duration leaseTime, WaitTime waitTime) {
					while (isInTheWay(acquisition)) {
						Thread.yield();
					}
					return super.acquire(acquisition, leaseTime, waitTime);
				}

				private synchronized boolean isInTheWay(Acquisition acquisition) {
					return isBlocked(acquisition);
				}
			};
		}
	},

	REFUSED_ACQUIRER_WAITS("aRefusalDoesNotWait") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				public AcquireResult acquire(Acquisition acquisition, Duration leaseTime, WaitTime waitTime) {
					long start = now();
					AcquireResult result = super.acquire(acquisition, leaseTime, waitTime);
					while (result instanceof AcquireResult.Busy && now() - start < micros(waitTime.remaining())) {
						Thread.yield();
						result = super.acquire(acquisition, leaseTime, waitTime);
					}
					return result;
				}
			};
		}
	},

	INTERRUPTION_IS_SWALLOWED("anInterruptedThreadLeavesNoGrantBehind") {
		@Override
		ReferenceStore store() {
			return new ReferenceStore() {
				@Override
				public synchronized AcquireResult acquire(Acquisition acquisition, Duration leaseTime, WaitTime wait) {
					if (Thread.interrupted()) {
						throw new LockStoreException("Interrupted", new InterruptedException());
					}
					return super.acquire(acquisition, leaseTime, wait);
				}
			};
		}
	};

	private final String test;

	Flaw(String test) {
		this.test = test;
	}

	/**
	 * Name the test that must fail.
	 */
	String test() {
		return this.test;
	}

	/**
	 * Create a store that has this flaw and no other.
	 */
	abstract ReferenceStore store();

}
