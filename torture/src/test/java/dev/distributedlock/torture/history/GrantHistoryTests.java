// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

import org.junit.jupiter.api.Test;

import dev.distributedlock.torture.history.Entry.Type;

/**
 * Tests for grants and their tokens.
 */
class GrantHistoryTests extends HistoryTests {

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
	void aTokenThatTwoMastersGrantAtTheSameTime() {
		fault(FaultKind.FAILOVER, "*", 0, 30);
		granted("a", "A", 5, 10);
		granted("b", "B", 5, 10);
		released("a", "A", 20);
		released("b", "B", 20);
		assertClean();
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

	@Test
	void aGrantThatNoStandbyHas() {
		fault(FaultKind.UNREPLICATED, "*", 0, 50);
		granted("a", "A", 1, 10);
		assertViolates("I12");
	}

	@Test
	void aRenewalThatNoStandbyHas() {
		granted("a", "A", 1, 0);
		fault(FaultKind.UNREPLICATED, "*", 10, 50);
		renewed("a", "A", 20);
		assertViolates("I12");
	}

	@Test
	void whatTheStandbyHadBeforeItWasAwayOrHasSinceItIsBack() {
		fault(FaultKind.STANDBY_AWAY, "*", 5, 80);
		fault(FaultKind.UNREPLICATED, "*", 10, 50);
		granted("a", "A", 1, 9);
		released("a", "A", 20);
		add(Type.ACQUIRE, "b", LOCK, "B", 2, 30, 51, 100, Entry.DONE);
		assertClean();
	}

	@Test
	void refusalsAndFailuresWhileTheStandbyIsAway() {
		granted("a", "A", 1, 0);
		fault(FaultKind.UNREPLICATED, "*", 10, 50);
		add(Type.ACQUIRE, "b", LOCK, "B", 0, 20, 21, 0, Entry.BUSY);
		add(Type.RENEW, "a", LOCK, "A", 0, 30, 40, 0, Entry.MAYBE);
		assertClean();
	}

}
