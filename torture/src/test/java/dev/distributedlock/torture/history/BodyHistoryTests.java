// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

import java.util.List;

import org.junit.jupiter.api.Test;

import dev.distributedlock.torture.history.Entry.Type;

/**
 * Tests for work: where it overlaps, and what it is told.
 */
class BodyHistoryTests extends HistoryTests {

	private void overlap() {
		granted("a", "A", 1, 0);
		worked("a", "a1", 1, 2, 135);
		granted("b", "B", 2, 105);
		worked("b", "b1", 2, 107, 150);
		add(Type.LOST, "a", LOCK, "", 1, 130, 130, 0, "");
	}

	@Test
	void anOverlapBeforeTheEndOfTheLease() {
		granted("a", "A", 1, 0);
		worked("a", "a1", 1, 2, 60);
		granted("b", "B", 2, 40);
		worked("b", "b1", 2, 42, 50);
		assertViolates("I3", "I4/I5");
	}

	@Test
	void anOverlapUntilABusyMachineHasTold() {
		overlap();
		add(Type.LOST, "a", LOCK, "", 1, 115, 115, 0, "");
		assertClean();
	}

	@Test
	void anOverlapWithoutAReason() {
		overlap();
		assertViolates("I4/I5", "I6");
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
		assertViolates("I4/I5", "I6");
	}

	@Test
	void anOverlapOfWorkThatCouldNotReachTheStoreAndHasAClock() {
		overlap();
		for (FaultKind kind : List.of(FaultKind.BLACK_HOLE, FaultKind.CUT_REPLIES, FaultKind.LOST_REPLIES,
				FaultKind.DELAY)) {
			fault(kind, "a", 10, 110);
		}
		fault(FaultKind.RESTART, "*", 10, 110);
		assertViolates("I4/I5", "I6");
	}

	@Test
	void anOverlapAfterAPauseThatWasOverInTime() {
		overlap();
		fault(FaultKind.PAUSE, "a", 10, 90);
		assertViolates("I4/I5", "I6");
	}

	@Test
	void anOverlapOfAGrantThatWasMadeAfterTheStoreForgot() {
		fault(FaultKind.FORGET_ALL, "*", -10, -5);
		overlap();
		assertViolates("I4/I5", "I6");
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
	void workThatGoesOnAfterARefusedRenewalAndIsNotTold() {
		granted("a", "A", 1, 0);
		worked("a", "a1", 1, 2, 80);
		refused("a", "A", 30);
		assertViolates("I6");
	}

	@Test
	void workThatIsToldSoonAfterARefusedRenewal() {
		granted("a", "A", 1, 0);
		worked("a", "a1", 1, 2, 80);
		refused("a", "A", 30);
		add(Type.LOST, "a", LOCK, "", 1, 45, 45, 0, "");
		assertClean();
	}

	@Test
	void workThatIsToldOfARefusedRenewalAfterAPause() {
		granted("a", "A", 1, 0);
		worked("a", "a1", 1, 2, 80);
		refused("a", "A", 30);
		fault(FaultKind.PAUSE, "a", 32, 70);
		add(Type.LOST, "a", LOCK, "", 1, 75, 75, 0, "");
		assertClean();
	}

}
