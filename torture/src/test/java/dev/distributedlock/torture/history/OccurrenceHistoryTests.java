// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

import org.junit.jupiter.api.Test;

import dev.distributedlock.torture.history.Entry.Type;

/**
 * Tests for what is to be done once.
 */
class OccurrenceHistoryTests extends HistoryTests {

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
	void anotherTryWithinTheMinimumHoldTimeByAClockThatWasSetForward() {
		ticked("a", "A", 1, 0);
		fault(FaultKind.STORE_CLOCK, "*", 10, 12);
		ticked("b", "B", 2, 500);
		assertClean();
	}

	@Test
	void anotherTryWithinTheMinimumHoldTimeAfterTheClockWasSetForward() {
		fault(FaultKind.STORE_CLOCK, "*", -10, -5);
		ticked("a", "A", 1, 0);
		ticked("b", "B", 2, 500);
		assertViolates("I9");
	}

	@Test
	void anOccurrenceThatAFaultWhichMayFailNothingHasTakenAway() {
		fourSeconds();
		fault(FaultKind.NOTIFICATIONS_FULL, "*", 1900, 2900);
		assertViolates("I9");
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
	void anOccurrenceThatAFailedRequestMayHaveHad() {
		fourSeconds();
		add(Type.ACQUIRE, "b", "t:tick", "B", 0, 2000, 2300, 0, Entry.MAYBE);
		assertClean();
	}

	@Test
	void anOccurrenceWhileTheGrantForTheOneBeforeIsOnItsWay() {
		fourSeconds();
		add(Type.ACQUIRE, "b", "t:tick", "B", 1, 1990, 2050, 100, Entry.DONE);
		add(Type.BEGAN, "b", "t:tick", "B", 1, 2051, 2051, 0, "");
		add(Type.ENDED, "b", "t:tick", "B", 1, 2052, 2052, 0, "");
		add(Type.RELEASE, "b", "t:tick", "B", 1, 2052, 2053, 0, Entry.DONE);
		assertClean();
	}

	@Test
	void anOccurrenceThatSomebodyWhoWasKilledMayHaveHad() {
		fourSeconds();
		fault(FaultKind.KILL, "b", 2001, 2002);
		assertClean();
	}

	@Test
	void anOccurrenceWithWorkAndWithoutAnEffect() {
		fourSeconds();
		ticked("b", "B", 1, 2000);
		assertViolates("I9");
	}

	@Test
	void anOccurrenceThatWasGrantedAndNotWorkedUnder() {
		fourSeconds();
		add(Type.ACQUIRE, "b", "t:tick", "B", 1, 2000, 2001, 100, Entry.DONE);
		add(Type.RELEASE, "b", "t:tick", "B", 1, 2002, 2003, 0, Entry.DONE);
		assertViolates("I9");
	}

	@Test
	void anOccurrenceThatWasGrantedTooLateToBeWorkedUnder() {
		fourSeconds();
		add(Type.ACQUIRE, "b", "t:tick", "B", 1, 2000, 2090, 100, Entry.DONE);
		add(Type.RELEASE, "b", "t:tick", "B", 1, 2091, 2092, 0, Entry.DONE);
		assertClean();
	}

	@Test
	void anOccurrenceAfterARenewalThatSaidNo() {
		fourSeconds();
		add(Type.RENEW, "b", "t:tick", "B", 0, 1999, 2001, 0, "LOST");
		assertViolates("I9");
	}

	@Test
	void anOccurrenceThatEverybodyIsRefused() {
		fourSeconds();
		add(Type.ACQUIRE, "a", "t:tick", "A", 0, 2000, 2001, 0, Entry.BUSY);
		add(Type.ACQUIRE, "b", "t:tick", "B", 0, 2000, 2001, 0, Entry.BUSY);
		assertViolates("I9");
	}

}
