// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

import org.junit.jupiter.api.Test;

import dev.distributedlock.torture.history.Entry.Type;

/**
 * Tests for what a clock of the store excuses that is set forward.
 */
class StoreClockHistoryTests extends HistoryTests {

	/**
	 * The clock is set forward from 20 to 22 ms.
	 */
	private void step() {
		fault(FaultKind.STORE_CLOCK, "*", 20, 22);
	}

	@Test
	void twoHoldersUntilTheNextRenewal() {
		granted("a", "A", 1, 0);
		worked("a", "a1", 1, 2, 45);
		step();
		granted("b", "B", 2, 25);
		worked("b", "b1", 2, 27, 50);
		refused("a", "A", 33);
		add(Type.LOST, "a", LOCK, "", 1, 40, 40, 0, "");
		released("b", "B", 51);
		assertClean();
	}

	@Test
	void twoHoldersAfterTheNextRenewalBecauseItIsGranted() {
		granted("a", "A", 1, 0);
		worked("a", "a1", 1, 2, 45);
		step();
		granted("b", "B", 2, 25);
		worked("b", "b1", 2, 27, 50);
		renewed("a", "A", 33);
		assertViolates("I3", "I4/I5");
	}

	@Test
	void twoHoldersAfterTheNextRenewalBecauseTheHolderIsNotTold() {
		granted("a", "A", 1, 0);
		worked("a", "a1", 1, 2, 80);
		step();
		granted("b", "B", 2, 25);
		worked("b", "b1", 2, 27, 85);
		refused("a", "A", 33);
		assertViolates("I6");
	}

	@Test
	void twoHoldersUntilTheEndOfALeaseThatIsNotRenewed() {
		granted("a", "A", 1, 0);
		worked("a", "a1", 1, 2, 110);
		step();
		granted("b", "B", 2, 25);
		worked("b", "b1", 2, 27, 112);
		assertClean();
	}

	@Test
	void aGrantAfterTheClockWasSetForward() {
		step();
		granted("a", "A", 1, 23);
		granted("b", "B", 2, 30);
		assertViolates("I3");
	}

	@Test
	void anotherGrantBeforeTheClockIsSetForward() {
		granted("a", "A", 1, 0);
		granted("b", "B", 2, 10);
		step();
		assertViolates("I3");
	}

	@Test
	void aTokenThatFallsAfterTheClockWasSetForward() {
		granted("a", "A", 2, 0);
		step();
		granted("b", "B", 1, 30);
		assertViolates("I1");
	}

	@Test
	void heldForLongerThanTheLeaseBecauseTheClockWasSetForward() {
		granted("a", "A", 1, 0);
		step();
		add(Type.HELD, "a", LOCK, "a1", 1, 110, 110, 0, "");
		assertViolates("I7");
	}

	@Test
	void aHolderFromBeforeTheClockWasSetForwardIsRefusedByAFence() {
		granted("a", "A", 1, 0);
		step();
		add(Type.EFFECT, "a", KEY, "a1/fenced", 1, 30, 31, 0, Entry.REFUSED);
		assertClean();
	}

	@Test
	void aHolderFromAfterTheClockWasSetForwardIsRefusedByAFence() {
		step();
		granted("a", "A", 1, 23);
		add(Type.EFFECT, "a", KEY, "a1/fenced", 1, 30, 31, 0, Entry.REFUSED);
		assertViolates("I2");
	}

	@Test
	void aRenewalByTheOldTimeInTheTableAfterTheClockWasSetForward() {
		row("A", 1, 0, 100, 0, TableRow.HELD);
		step();
		row("A", 1, 0, 10_000_100, 10_000_000, TableRow.HELD);
		assertViolates("I3");
	}

}
