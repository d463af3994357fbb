// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import dev.distributedlock.torture.history.Entry.Type;

/**
 * Tests for how long locks are taken.
 */
class AvailabilityHistoryTests extends HistoryTests {

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

	private void changesHandsAfter(long millis) {
		granted("a", "A", 1, 0);
		add(Type.CALL, "b", LOCK, "b1", 0, 2, 105, 1000, Entry.DONE);
		released("a", "A", 10);
		granted("b", "B", 2, 11 + millis);
	}

	@Test
	void locksThatChangeHandsSlowlyWhileTheNotificationsAreFull() {
		fault(FaultKind.NOTIFICATIONS_FULL, "*", 5, 200);
		changesHandsAfter(30);
		assertViolates("I8");
	}

	@Test
	void locksThatChangeHandsFastWhileTheNotificationsAreFull() {
		fault(FaultKind.NOTIFICATIONS_FULL, "*", 5, 200);
		changesHandsAfter(15);
		assertClean();
	}

	@Test
	void locksThatChangeHandsSlowlyForAnotherReason() {
		fault(FaultKind.RESTART, "*", 5, 200);
		changesHandsAfter(30);
		assertClean();
	}

}
