// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import dev.distributedlock.torture.history.Entry.Type;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what callers are told.
 */
class AnswerHistoryTests extends HistoryTests {

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
	void aFailureOfAProcessThatHasJustStarted() {
		add(Type.CALL, "a", LOCK, "a1", 0, 500, 510, 100, "store");
		assertClean();
	}

	@Test
	void aFailureWhereNothingHadHappened() {
		add(Type.CALL, "a", LOCK, "a0", 0, 200, 210, 100, Entry.DONE);
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
	void aFailureForAFaultThatMayFailNothing() {
		add(Type.CALL, "a", LOCK, "a0", 0, 200, 210, 100, Entry.DONE);
		add(Type.CALL, "a", LOCK, "a1", 0, 500, 510, 100, "store");
		fault(FaultKind.NOTIFICATIONS_FULL, "*", 400, 600);
		assertViolates("I11");
	}

	private void released(String detail) {
		released(500, detail);
	}

	private void released(long at, String detail) {
		add(Type.RELEASE, "a", LOCK, "A", 0, at, at, 0, Entry.MAYBE);
		add(Type.RELEASE, "a", LOCK, "A", 0, at, at + 10, 0, detail);
	}

	@Test
	void aReleaseThatFailsWhereNothingHadHappened() {
		released(Entry.MAYBE);
		fault(FaultKind.BLACK_HOLE, "b", 500, 510);
		assertViolates("I11");
	}

	@Test
	void aReleaseThatFailsForAFaultThatMayFailNothing() {
		released(Entry.MAYBE);
		fault(FaultKind.NOTIFICATIONS_FULL, "*", 400, 600);
		assertViolates("I11");
	}

	@Test
	void aReleaseThatFailsBecauseOfAFault() {
		released(Entry.MAYBE);
		fault(FaultKind.RESTART, "*", 400, 450);
		assertClean();
	}

	@Test
	void aReleaseThatIsAnswered() {
		released(500, Entry.DONE);
		released(600, "NOT_HELD");
		assertClean();
	}

	@Test
	void aReleaseWhoseProcessHasGoneMeanwhile() {
		add(Type.RELEASE, "a", LOCK, "A", 0, 500, 500, 0, Entry.MAYBE);
		assertClean();
	}

	@Test
	void aRenewalThatFailsWhereNothingHadHappened() {
		granted("a", "A", 1, 400);
		add(Type.RENEW, "a", LOCK, "A", 0, 430, 440, 0, Entry.MAYBE);
		assertViolates("I11");
	}

	@Test
	void aRenewalThatFailsBecauseOfAFault() {
		granted("a", "A", 1, 400);
		add(Type.RENEW, "a", LOCK, "A", 0, 430, 440, 0, Entry.MAYBE);
		fault(FaultKind.BLACK_HOLE, "a", 420, 425);
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

	private void lostWhileItWorked(String detail) {
		granted("a", "A", 1, 0);
		add(Type.BEGAN, "a", LOCK, "a1", 1, 2, 2, 0, detail);
		fault(FaultKind.FORGET_ONE, "*", 10, 12);
		add(Type.LOST, "a", LOCK, "", 1, 40, 40, 0, "");
		add(Type.ENDED, "a", LOCK, "a1", 1, 50, 50, 0, "");
		add(Type.CALL, "a", LOCK, "a1", 0, 0, 52, 100, Entry.DONE);
	}

	@Test
	void aCallThatReturnsAfterItWasToldOfItsLoss() {
		lostWhileItWorked(Entry.SCOPED);
		assertViolates("I11");
	}

	@Test
	void aCallThatReturnsWithALeaseOfItsOwn() {
		lostWhileItWorked("");
		assertClean();
	}

	private void called(String outcome) {
		add(Type.CALL, "a", LOCK, "a0", 0, 200, 210, 100, Entry.DONE);
		add(Type.CALL, "a", LOCK, "a1", 0, 500, 510, 100, outcome);
	}

	@Test
	void aCallThatFailsWhileTheCredentialsAreReplaced() {
		called("store");
		fault(FaultKind.ROTATION, "*", 400, 505);
		assertClean();
	}

	@Test
	void aCallThatFailsLongAfterTheCredentialsWereReplaced() {
		called("store");
		fault(FaultKind.ROTATION, "*", 300, 370);
		assertViolates("I11");
	}

	@Test
	void aLossWhileTheCredentialsAreReplaced() {
		called(Entry.LOST);
		fault(FaultKind.ROTATION, "*", 400, 505);
		assertViolates("I11");
	}

	@Test
	void aReleaseThatFailsWhileTheCredentialsAreReplaced() {
		released(Entry.MAYBE);
		fault(FaultKind.ROTATION, "*", 400, 505);
		assertClean();
	}

	@Test
	void aCallThatFailsWhileTheMemoryIsFull() {
		called("store");
		fault(FaultKind.MEMORY_FULL, "*", 400, 505);
		assertClean();
	}

	@Test
	void aLossWhileTheMemoryIsFull() {
		called(Entry.LOST);
		fault(FaultKind.MEMORY_FULL, "*", 400, 505);
		assertViolates("I11");
	}

	@Test
	void aReleaseThatFailsWhileTheMemoryIsFull() {
		released(Entry.MAYBE);
		fault(FaultKind.MEMORY_FULL, "*", 400, 505);
		assertViolates("I11");
	}

	@Test
	void aRequestThatFailsWhileTheMemoryIsFullForALockThatIsTaken() {
		granted("a", "A", 1, 0);
		fault(FaultKind.MEMORY_FULL, "*", 10, 90);
		add(Type.ACQUIRE, "b", LOCK, "B", 0, 20, 21, 0, Entry.MAYBE);
		assertViolates("I11");
	}

	@Test
	void aRequestThatFailsWhileTheMemoryIsFullForALockThatIsFreeOrBecomesFree() {
		granted("a", "A", 1, 0);
		released("a", "A", 30);
		fault(FaultKind.MEMORY_FULL, "*", 10, 90);
		add(Type.ACQUIRE, "b", LOCK, "B", 0, 29, 31, 0, Entry.MAYBE);
		add(Type.ACQUIRE, "b", LOCK, "C", 0, 50, 51, 0, Entry.MAYBE);
		assertClean();
	}

	@Test
	void aRequestThatFailsForAnotherReasonAlthoughTheLockIsTaken() {
		granted("a", "A", 1, 0);
		fault(FaultKind.BLACK_HOLE, "b", 10, 90);
		add(Type.ACQUIRE, "b", LOCK, "B", 0, 20, 21, 0, Entry.MAYBE);
		assertClean();
	}

}
