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

package dev.distributedlock.torture.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import dev.distributedlock.torture.history.Entry.Type;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link Checker} on histories that are made by hand. Times are in milliseconds.
 *
 * @author The Distributed Lock authors
 */
class CheckerTests {

	private static final String LOCK = "t:hot:h0";

	private static final String KEY = "h0";

	private final List<Entry> entries = new ArrayList<>();

	private Limits limits = new Limits(Duration.ofMillis(100), Duration.ofMillis(20), Duration.ofMillis(200), null,
			true);

	private void add(Type type, String worker, String key, String id, long token, long from, long to, long time,
			String detail) {
		boolean micros = type == Type.ROW;
		this.entries.add(new Entry(type, worker, key, id, token, micros ? from : nanos(from), micros ? to : nanos(to),
				micros ? time : nanos(time), detail));
	}

	private static long nanos(long millis) {
		return TimeUnit.MILLISECONDS.toNanos(millis);
	}

	/**
	 * A grant for 100 ms, one millisecond after it was asked for.
	 */
	private void granted(String worker, String acquisition, long token, long at) {
		add(Type.ACQUIRE, worker, LOCK, acquisition, token, at, at + 1, 100, Entry.DONE);
	}

	private void renewed(String worker, String acquisition, long at) {
		add(Type.RENEW, worker, LOCK, acquisition, 0, at, at + 1, 100, Entry.DONE);
	}

	private void released(String worker, String acquisition, long at) {
		add(Type.RELEASE, worker, LOCK, acquisition, 0, at, at + 1, 0, Entry.DONE);
	}

	private void worked(String worker, String call, long token, long from, long to) {
		add(Type.BEGAN, worker, LOCK, call, token, from, from, 0, "");
		add(Type.ENDED, worker, LOCK, call, token, to, to, 0, "");
	}

	private void fault(FaultKind kind, String worker, long from, long to) {
		add(Type.FAULT, worker, kind.name(), "", 0, from, to, 0, "");
	}

	private void accepted(String kind, String id, long token) {
		add(Type.ACCEPTED, "", KEY, id, token, 0, 0, 0, kind);
	}

	private void row(String acquisition, long token, long acquiredAt, long until, long writtenAt, String detail) {
		add(Type.ROW, "w", LOCK, acquisition, token, acquiredAt, until, writtenAt, detail);
		if (detail.equals(TableRow.HELD)) {
			add(Type.ACQUIRE, "w", "asked", acquisition, 0, 0, 0, 0, Entry.BUSY);
		}
	}

	/**
	 * Two holders, one after the other.
	 */
	private void twoHolders() {
		granted("a", "A", 1, 0);
		worked("a", "a1", 1, 2, 50);
		released("a", "A", 51);
		granted("b", "B", 2, 60);
		worked("b", "b1", 2, 62, 70);
		released("b", "B", 71);
	}

	private void assertViolates(String... invariants) {
		assertThat(new Checker(this.limits).check(new History(this.entries))).extracting(Violation::invariant)
			.extracting((invariant) -> invariant.replaceFirst(" .*", ""))
			.containsOnly(invariants);
	}

	private void assertClean() {
		assertThat(new Checker(this.limits).check(new History(this.entries))).isEmpty();
	}

	@Test
	void nothingIsWrongWithTwoHoldersOneAfterTheOther() {
		twoHolders();
		accepted(EffectKind.FENCED, "a1/fenced", 1);
		accepted(EffectKind.FENCED, "b1/fenced", 2);
		add(Type.EFFECT, "a", KEY, "a1/fenced", 1, 10, 11, 0, Entry.DONE);
		add(Type.TOTAL, "", KEY, "", 2, 0, 0, 0, EffectKind.FENCED);
		add(Type.HELD, "a", LOCK, "a1", 1, 40, 40, 0, "");
		row("A", 1, 0, 100, 0, TableRow.HELD);
		row("A", 1, 0, 51, 51, TableRow.FREE);
		row("B", 2, 60, 160, 60, TableRow.HELD);
		assertClean();
	}

	@Test
	void aTokenThatFalls() {
		granted("a", "A", 5, 0);
		released("a", "A", 10);
		granted("b", "B", 4, 20);
		assertViolates("I1");
	}

	@Test
	void aTokenThatComesTwice() {
		granted("a", "A", 5, 0);
		released("a", "A", 10);
		granted("b", "B", 5, 20);
		assertViolates("I1");
	}

	@Test
	void tokensOfGrantsThatWereAskedForAtTheSameTimeHaveNoOrder() {
		add(Type.ACQUIRE, "a", LOCK, "A", 5, 0, 50, 100, Entry.DONE);
		released("a", "A", 51);
		add(Type.ACQUIRE, "b", LOCK, "B", 4, 1, 5, 100, Entry.DONE);
		released("b", "B", 6);
		assertClean();
	}

	@Test
	void aTokenThatFallsInTheTable() {
		row("A", 5, 0, 100, 0, TableRow.HELD);
		row("A", 5, 0, 10, 10, TableRow.FREE);
		row("B", 4, 20, 120, 20, TableRow.HELD);
		assertViolates("I1");
	}

	@Test
	void aTokenThatIsNotTheOneInTheTable() {
		granted("a", "A", 5, 0);
		row("A", 4, 0, 100, 0, TableRow.HELD);
		assertViolates("I1");
	}

	@Test
	void aStaleEffectThatIsAccepted() {
		accepted(EffectKind.GUARD, "b1/guard", 2);
		accepted(EffectKind.GUARD, "a1/guard", 1);
		assertViolates("I2");
	}

	@Test
	void plainRegistersRefuseNothing() {
		accepted(EffectKind.PLAIN, "b1/plain", 2);
		accepted(EffectKind.PLAIN, "a1/plain", 1);
		assertClean();
	}

	@Test
	void aHolderThatIsRefused() {
		granted("a", "A", 1, 0);
		worked("a", "a1", 1, 2, 50);
		add(Type.EFFECT, "a", KEY, "a1/fenced", 1, 10, 11, 0, Entry.REFUSED);
		assertViolates("I2");
	}

	@Test
	void twoGrantsAtTheSameTime() {
		granted("a", "A", 1, 0);
		granted("b", "B", 2, 50);
		assertViolates("I3");
	}

	@Test
	void aGrantDuringARenewedLease() {
		granted("a", "A", 1, 0);
		renewed("a", "A", 80);
		granted("b", "B", 2, 150);
		assertViolates("I3");
	}

	@Test
	void aGrantAfterTheEndOfALease() {
		granted("a", "A", 1, 0);
		granted("b", "B", 2, 101);
		assertClean();
	}

	@Test
	void aStoreThatWasMadeToForgetMayGrantAgain() {
		granted("a", "A", 1, 0);
		fault(FaultKind.FORGET_ALL, "*", 20, 21);
		granted("b", "B", 2, 50);
		assertClean();
	}

	@Test
	void aStoreThatWasMadeToForgetAnotherLockMayNotGrantAgain() {
		granted("a", "A", 1, 0);
		add(Type.FAULT, "*", FaultKind.FORGET_ONE.name(), "", 0, 20, 21, 0, "another");
		granted("b", "B", 2, 50);
		assertViolates("I3");
	}

	@Test
	void aGrantInTheTableBeforeTheEndOfAnother() {
		row("A", 1, 0, 100, 0, TableRow.HELD);
		row("B", 2, 99, 199, 99, TableRow.HELD);
		assertViolates("I3");
	}

	@Test
	void aGrantThatIsRevivedInTheTable() {
		row("A", 1, 0, 100, 0, TableRow.HELD);
		row("A", 1, 0, 1_000_000, 900_000, TableRow.HELD);
		assertViolates("I3");
	}

	@Test
	void whatIsGoneFromTheTableMayBeGranted() {
		row("A", 1, 0, 100, 0, TableRow.HELD);
		row("A", 1, 0, 100, 20, TableRow.GONE);
		row("B", 2, 30, 130, 30, TableRow.HELD);
		assertClean();
	}

	private void overlap() {
		granted("a", "A", 1, 0);
		worked("a", "a1", 1, 2, 125);
		granted("b", "B", 2, 105);
		worked("b", "b1", 2, 107, 150);
		add(Type.LOST, "a", LOCK, "", 1, 110, 110, 0, "");
	}

	@Test
	void anOverlapWithoutAReason() {
		overlap();
		assertViolates("I4/I5");
	}

	@Test
	void anOverlapOfWorkThatWentOnAfterItWasTold() {
		overlap();
		add(Type.LOST, "a", LOCK, "", 1, 103, 103, 0, "");
		assertClean();
	}

	@Test
	void anOverlapForTheWrongReason() {
		overlap();
		fault(FaultKind.PAUSE, "b", 10, 110);
		fault(FaultKind.POOL, "a", 10, 110);
		assertViolates("I4/I5");
	}

	@Test
	void anOverlapOfWorkThatCouldNotReachTheStoreAndHasAClock() {
		overlap();
		for (FaultKind kind : List.of(FaultKind.BLACK_HOLE, FaultKind.CUT_REPLIES, FaultKind.LOST_REPLIES,
				FaultKind.DELAY)) {
			fault(kind, "a", 10, 110);
		}
		fault(FaultKind.RESTART, "*", 10, 110);
		assertViolates("I4/I5");
	}

	@Test
	void anOverlapAfterAPauseThatWasOverInTime() {
		overlap();
		fault(FaultKind.PAUSE, "a", 10, 90);
		assertViolates("I4/I5");
	}

	@Test
	void anOverlapOfAGrantThatWasMadeAfterTheStoreForgot() {
		fault(FaultKind.FORGET_ALL, "*", -10, -5);
		overlap();
		assertViolates("I4/I5");
	}

	@Test
	void anOverlapOfAGrantThatTheStoreForgot() {
		granted("a", "A", 1, 0);
		worked("a", "a1", 1, 2, 90);
		fault(FaultKind.FORGET_ALL, "*", 10, 12);
		granted("b", "B", 2, 20);
		worked("b", "b1", 2, 22, 50);
		assertClean();
	}

	@Test
	void anOverlapAfterAPause() {
		overlap();
		fault(FaultKind.PAUSE, "a", 10, 110);
		assertClean();
	}

	@Test
	void anOverlapThatLastsForTooLongAfterAPause() {
		granted("a", "A", 1, 0);
		worked("a", "a1", 1, 2, 900);
		fault(FaultKind.PAUSE, "a", 10, 110);
		add(Type.LOST, "a", LOCK, "", 1, 112, 112, 0, "");
		granted("b", "B", 2, 105);
		renewed("b", "B", 200);
		worked("b", "b1", 2, 107, 1000);
		add(Type.LOST, "b", LOCK, "", 2, 300, 300, 0, "");
		assertViolates("I4/I5");
	}

	@Test
	void workOfAKilledProcessEndsWithIt() {
		granted("a", "A", 1, 0);
		add(Type.BEGAN, "a", LOCK, "a1", 1, 2, 2, 0, "");
		fault(FaultKind.KILL, "a", 10, 12);
		granted("b", "B", 2, 105);
		worked("b", "b1", 2, 107, 150);
		assertClean();
	}

	@Test
	void aLossThatNobodyIsToldOf() {
		granted("a", "A", 1, 0);
		worked("a", "a1", 1, 2, 300);
		assertViolates("I6");
	}

	@Test
	void aLossThatIsToldTooLate() {
		granted("a", "A", 1, 0);
		worked("a", "a1", 1, 2, 300);
		add(Type.LOST, "a", LOCK, "", 1, 200, 200, 0, "");
		assertViolates("I6");
	}

	@Test
	void aLossThatIsToldTooLateToWhoeverCannotReachTheStore() {
		granted("a", "A", 1, 0);
		worked("a", "a1", 1, 2, 300);
		fault(FaultKind.BLACK_HOLE, "a", 10, 200);
		fault(FaultKind.PAUSE, "a", 150, 160);
		add(Type.LOST, "a", LOCK, "", 1, 140, 140, 0, "");
		assertViolates("I6");
	}

	@Test
	void aLossThatIsToldAfterAPause() {
		granted("a", "A", 1, 0);
		worked("a", "a1", 1, 2, 300);
		fault(FaultKind.PAUSE, "a", 10, 190);
		add(Type.LOST, "a", LOCK, "", 1, 200, 200, 0, "");
		assertClean();
	}

	@Test
	void heldAfterTheEndOfTheLease() {
		granted("a", "A", 1, 0);
		add(Type.HELD, "a", LOCK, "a1", 1, 102, 103, 0, "");
		assertViolates("I7");
	}

	@Test
	void heldUntilTheLeaseTimeAfterALateAnswerIsOver() {
		add(Type.ACQUIRE, "a", LOCK, "A", 1, 0, 30, 100, Entry.DONE);
		add(Type.HELD, "a", LOCK, "a1", 1, 110, 110, 0, "");
		assertViolates("I7");
	}

	@Test
	void heldWithATokenThatWasNeverGranted() {
		add(Type.HELD, "a", LOCK, "a1", 1, 102, 103, 0, "");
		assertViolates("I7");
	}

	@Test
	void aGrantForLongerThanTheLeaseTime() {
		add(Type.ACQUIRE, "a", LOCK, "A", 1, 0, 1, 101, Entry.DONE);
		assertViolates("I8");
	}

	@Test
	void aRenewalInTheTableForLongerThanTheLeaseTime() {
		row("A", 1, 0, 100_000, 0, TableRow.HELD);
		row("A", 1, 0, 300_000, 50_000, TableRow.HELD);
		assertViolates("I8");
	}

	@Test
	void aLockThatNobodyHasAndNobodyGets() {
		granted("a", "A", 1, 0);
		add(Type.ACQUIRE, "b", LOCK, "B", 0, 350, 351, 0, Entry.BUSY);
		assertViolates("I8");
	}

	@Test
	void aLockThatAnotherGetsMeanwhile() {
		granted("a", "A", 1, 0);
		add(Type.ACQUIRE, "b", LOCK, "B", 0, 350, 354, 0, Entry.BUSY);
		granted("c", "C", 2, 351);
		assertClean();
	}

	@Test
	void aLockThatARequestOfUnknownOutcomeMayHave() {
		granted("a", "A", 1, 0);
		add(Type.ACQUIRE, "c", LOCK, "C", 0, 200, 210, 0, Entry.MAYBE);
		add(Type.ACQUIRE, "b", LOCK, "B", 0, 350, 351, 0, Entry.BUSY);
		assertClean();
	}

	@Test
	void oneOfSeveralLocksThatAnotherKeepsFromBeingGranted() {
		granted("a", "A", 1, 0);
		add(Type.ACQUIRE, "b", LOCK, "B", 0, 350, 351, 0, Entry.BUSY);
		add(Type.ACQUIRE, "b", "another", "B", 0, 350, 351, 0, Entry.BUSY);
		assertClean();
	}

	@Test
	void locksThatChangeHandsSlowly() {
		this.limits = this.limits.withHandOver(Duration.ofMillis(50));
		granted("a", "A", 1, 0);
		add(Type.CALL, "b", LOCK, "b1", 0, 2, 105, 1000, Entry.DONE);
		released("a", "A", 10);
		granted("b", "B", 2, 90);
		assertViolates("I8");
	}

	@Test
	void anOccurrenceWithTwoEffects() {
		accepted(EffectKind.OCCURRENCE, "occurrence-1", 1);
		accepted(EffectKind.OCCURRENCE, "occurrence-1", 2);
		assertViolates("I9");
	}

	/**
	 * Four seconds in which a works, and does what is to be done in the first two.
	 */
	private void fourSeconds() {
		add(Type.PHASE, "", FaultKind.NONE.name(), "", 0, 0, 4000, 0, "");
		add(Type.CALL, "a", LOCK, "a1", 0, 10, 20, 0, Entry.DONE);
		add(Type.CALL, "a", LOCK, "a2", 0, 3990, 3999, 0, Entry.DONE);
		accepted(EffectKind.OCCURRENCE, "occurrence-0", 1);
		accepted(EffectKind.OCCURRENCE, "occurrence-1", 2);
	}

	private void ticked(String worker, String acquisition, long token, long at) {
		add(Type.ACQUIRE, worker, "t:tick", acquisition, token, at, at + 1, 100, Entry.DONE);
		add(Type.BEGAN, worker, "t:tick", acquisition, token, at + 1, at + 1, 0, "");
		add(Type.ENDED, worker, "t:tick", acquisition, token, at + 2, at + 2, 0, "");
		add(Type.RELEASE, worker, "t:tick", acquisition, token, at + 2, at + 3, 0, Entry.DONE);
	}

	@Test
	void anOccurrenceWithoutAnEffectThatNobodyTried() {
		fourSeconds();
		assertViolates("I9");
	}

	@Test
	void anOccurrenceWithoutAnEffectWhileSomethingHappenedToSomebodyElse() {
		fourSeconds();
		fault(FaultKind.PAUSE, "b", 2100, 2900);
		assertViolates("I9");
	}

	@Test
	void anOccurrenceThatAFaultOfWhoeverHadTheLockHasTakenAway() {
		fourSeconds();
		ticked("b", "B", 1, 2000);
		fault(FaultKind.PAUSE, "b", 2001, 2900);
		assertClean();
	}

	@Test
	void anOccurrenceThatAFaultHasTakenAway() {
		fourSeconds();
		fault(FaultKind.RESTART, "*", 2000, 2900);
		assertClean();
	}

	@Test
	void anotherTryWithinTheMinimumHoldTime() {
		ticked("a", "A", 1, 0);
		ticked("b", "B", 2, 600);
		assertViolates("I9");
	}

	@Test
	void anotherTryWithinTheMinimumHoldTimeThatTheStoreForgot() {
		ticked("a", "A", 1, 0);
		fault(FaultKind.FAILOVER, "*", 100, 200);
		ticked("b", "B", 2, 600);
		assertClean();
	}

	@Test
	void anOccurrenceWhileTheOneBeforeIsGoingOn() {
		fourSeconds();
		ticked("b", "B", 1, 1500);
		assertClean();
	}

	@Test
	void anOccurrenceAfterTheOneBefore() {
		fourSeconds();
		ticked("b", "B", 1, 1200);
		assertViolates("I9");
	}

	@Test
	void anEffectThatGotLost() {
		add(Type.EFFECT, "a", KEY, "a1/balance", 0, 10, 11, 0, Entry.DONE);
		assertViolates("I10");
	}

	private void lostIn(FaultKind fault, String effect, long from, long to) {
		fault(fault, "*", 100, 200);
		add(Type.EFFECT, "a", KEY, effect, 0, from, to, 0, Entry.DONE);
	}

	@Test
	void aBalanceThatGotLostWithTheLastCommits() {
		lostIn(FaultKind.FAILOVER, "a1/balance", 110, 120);
		assertClean();
	}

	@Test
	void aBalanceThatGotLostAndWasCommittedBefore() {
		lostIn(FaultKind.FAILOVER, "a1/balance", 80, 90);
		assertViolates("I10");
	}

	@Test
	void aBalanceThatGotLostAndWasCommittedAfterwards() {
		lostIn(FaultKind.FAILOVER, "a1/balance", 210, 220);
		assertViolates("I10");
	}

	@Test
	void aBalanceThatGotLostWhereEverythingAcknowledgedIsKept() {
		lostIn(FaultKind.PROMOTION, "a1/balance", 110, 120);
		assertViolates("I10");
	}

	@Test
	void aBalanceThatGotLostWhereTheStoreForgotLocksAlone() {
		lostIn(FaultKind.FORGET_ALL, "a1/balance", 110, 120);
		assertViolates("I10");
	}

	@Test
	void aBalanceThatGotLostInAnotherDatabaseThanTheOneOfTheLocks() {
		this.limits = Limits.of(this.limits.lease(), false);
		lostIn(FaultKind.FAILOVER, "a1/balance", 110, 120);
		assertViolates("I10");
	}

	@Test
	void anEffectElsewhereThatGotLostWhileTheStoreLostCommits() {
		lostIn(FaultKind.FAILOVER, "a1/fenced", 110, 120);
		assertViolates("I10");
	}

	@Test
	void aBalanceWhoseAmountGotLostWithoutItsEffects() {
		fault(FaultKind.FAILOVER, "*", 100, 200);
		accepted(EffectKind.BALANCE, "a1/balance", 1);
		add(Type.TOTAL, "", KEY, "", 0, 0, 0, 0, EffectKind.BALANCE);
		assertViolates("I10");
	}

	@Test
	void aStaleEffectOnABalanceAfterLostCommits() {
		fault(FaultKind.FAILOVER, "*", 100, 200);
		accepted(EffectKind.BALANCE, "b1/balance", 2);
		accepted(EffectKind.BALANCE, "a1/balance", 1);
		assertViolates("I2");
	}

	@Test
	void aGrantAndItsRowThatGotLostWithTheLastCommits() {
		row("A", 1, 0, 100, 0, TableRow.HELD);
		granted("a", "A", 1, 0);
		released("a", "A", 50);
		granted("b", "B", 60_000, 60);
		fault(FaultKind.FAILOVER, "*", 55, 70);
		row("C", 80_000, 80_000, 180_000, 80_000, TableRow.HELD);
		granted("c", "C", 80_000, 80);
		assertClean();
	}

	@Test
	void aTokenThatFallsSinceItsPredecessorGotLost() {
		row("A", 1, 0, 100, 0, TableRow.HELD);
		granted("a", "A", 1, 0);
		released("a", "A", 50);
		granted("b", "B", 60_000, 60);
		fault(FaultKind.FAILOVER, "*", 55, 70);
		row("C", 2, 80_000, 180_000, 80_000, TableRow.HELD);
		granted("c", "C", 2, 80);
		assertViolates("I1");
	}

	@Test
	void anEffectThatWasRefusedAndIsThere() {
		accepted(EffectKind.GUARD, "a1/guard", 1);
		add(Type.EFFECT, "a", KEY, "a1/guard", 1, 10, 11, 0, Entry.REFUSED);
		assertViolates("I10");
	}

	@Test
	void anEffectOfWhichNobodyKnows() {
		add(Type.EFFECT, "a", KEY, "a1/guard", 1, 10, 11, 0, Entry.MAYBE);
		add(Type.EFFECT, "a", KEY, "a2/guard", 1, 12, 13, 0, Entry.MAYBE);
		accepted(EffectKind.GUARD, "a1/guard", 1);
		assertClean();
	}

	@Test
	void aLostUpdate() {
		fault(FaultKind.PAUSE, "a", 10, 110);
		accepted(EffectKind.BALANCE, "a1/balance", 1);
		accepted(EffectKind.BALANCE, "b1/balance", 2);
		add(Type.TOTAL, "", KEY, "", 1, 0, 0, 0, EffectKind.BALANCE);
		assertViolates("I10");
	}

	private void lostUpdate(String kind) {
		this.limits = Limits.of(this.limits.lease(), false);
		fault(FaultKind.BLACK_HOLE, "c", 0, 10);
		accepted(kind, "a1/" + kind, 1);
		accepted(kind, "b1/" + kind, 2);
		add(Type.TOTAL, "", KEY, "", 1, 0, 0, 0, kind);
	}

	@Test
	void aLostUpdateWhereOnlyTheLockProtects() {
		twoHolders();
		lostUpdate(EffectKind.PLAIN);
		assertViolates("I10");
	}

	@Test
	void aLostUpdateOfACommitAfterTheRelease() {
		twoHolders();
		add(Type.CALL, "a", LOCK, "a1", 0, 0, 80, 100, Entry.DONE);
		lostUpdate(EffectKind.BALANCE);
		assertViolates("I10");
	}

	@Test
	void aLostUpdateWhereTwoHadTheLock() {
		granted("a", "A", 1, 0);
		worked("a", "a1", 1, 2, 50);
		fault(FaultKind.PAUSE, "a", 50, 110);
		released("a", "A", 112);
		granted("b", "B", 2, 102);
		worked("b", "b1", 2, 104, 120);
		lostUpdate(EffectKind.BALANCE);
		assertClean();
	}

	@Test
	void workOfAProcessThatIsAskedToEndGoesOn() {
		granted("a", "A", 1, 0);
		add(Type.BEGAN, "a", LOCK, "a1", 1, 2, 2, 0, "");
		fault(FaultKind.TERMINATE, "a", 10, 130);
		add(Type.LOST, "a", LOCK, "", 1, 110, 110, 0, "");
		granted("b", "B", 2, 105);
		worked("b", "b1", 2, 107, 150);
		assertViolates("I4/I5");
	}

	@Test
	void workWithoutAGrant() {
		worked("a", "a1", 1, 2, 50);
		assertViolates("I11");
	}

	@Test
	void busyAfterAFailure() {
		add(Type.CALL, "a", LOCK, "a1", 0, 0, 10, 0, Entry.BUSY);
		add(Type.ACQUIRE, "a", LOCK, "A", 0, 1, 9, 0, Entry.MAYBE);
		assertViolates("I11");
	}

	@Test
	void aGrantInTheTableThatNobodyHasAskedFor() {
		add(Type.ROW, "w", LOCK, "A", 1, 0, 100, 0, TableRow.HELD);
		assertViolates("I11");
	}

	@Test
	void aGrantInTheTableToAKilledProcessThatOthersWaitFor() {
		this.limits = Limits.of(Duration.ofSeconds(2), true);
		row("B", 1, 0, 2_000_000, 0, TableRow.HELD);
		add(Type.ROW, "w", LOCK, "A", 2, 5_000_000, 7_000_000, 5_000_000, TableRow.HELD);
		add(Type.ROW, "w", LOCK, "A", 2, 5_000_000, 7_000_000, 6_500_000, TableRow.HELD);
		fault(FaultKind.KILL, "w", 5000, 5001);
		assertClean();
	}

	@Test
	void aGrantInTheTableLongBeforeAKillThatNobodyHasAskedFor() {
		add(Type.ROW, "w", LOCK, "A", 1, 0, 100, 0, TableRow.HELD);
		row("B", 2, 5_000_000, 5_000_100, 5_000_000, TableRow.HELD);
		fault(FaultKind.KILL, "w", 5000, 5001);
		assertViolates("I11");
	}

	@Test
	void aGrantInTheTableThatAKilledProcessHadNoTimeToWriteDown() {
		row("A", 1, 0, 100, 0, TableRow.HELD);
		add(Type.ROW, "w", LOCK, "B", 2, 200, 300, 200, TableRow.HELD);
		fault(FaultKind.KILL, "w", 1, 2);
		assertClean();
	}

	@Test
	void busyBeforeTheWaitIsOver() {
		add(Type.CALL, "a", LOCK, "a1", 0, 0, 10, 100, Entry.BUSY);
		add(Type.ACQUIRE, "a", LOCK, "A", 0, 1, 9, 0, Entry.BUSY);
		assertViolates("I11");
	}

	@Test
	void aFailureWhereNothingHadHappened() {
		add(Type.CALL, "a", LOCK, "a1", 0, 500, 510, 100, "store");
		fault(FaultKind.BLACK_HOLE, "a", 10, 20);
		fault(FaultKind.BLACK_HOLE, "b", 500, 510);
		assertViolates("I11");
	}

	@Test
	void aLossBecauseOfAFault() {
		add(Type.CALL, "a", LOCK, "a1", 0, 500, 510, 100, "lost");
		fault(FaultKind.BLACK_HOLE, "a", 400, 490);
		assertClean();
	}

	@Test
	void anOutcomeThatNobodyHasExpected() {
		add(Type.CALL, "a", LOCK, "a1", 0, 0, 10, 100, Entry.ERROR + " NullPointerException");
		assertViolates("I11");
	}

	@Test
	void aLineIsReadAsItWasWritten() {
		Entry entry = new Entry(Type.CALL, "w", LOCK, "id", 1, 2, 3, 4, "");
		assertThat(Entry.parse(entry.format())).isEqualTo(entry);
	}

}
