// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

import org.junit.jupiter.api.Test;

import dev.distributedlock.torture.history.Entry.Type;

/**
 * Tests for effects and registers.
 */
class EffectHistoryTests extends HistoryTests {

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
		fault(FaultKind.TERMINATE, "a", 10, 140);
		add(Type.LOST, "a", LOCK, "", 1, 130, 130, 0, "");
		granted("b", "B", 2, 105);
		worked("b", "b1", 2, 107, 150);
		assertViolates("I4/I5", "I6");
	}

}
