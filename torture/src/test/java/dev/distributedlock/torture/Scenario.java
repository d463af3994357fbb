// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture;

import java.time.Duration;

import dev.distributedlock.torture.history.FaultKind;
import dev.distributedlock.torture.history.Limits;
import dev.distributedlock.torture.worker.Outage;

/**
 * What happens to two workers in one process.
 */
enum Scenario {

	/**
	 * One is paused for longer than its lease, the other cannot reach the store, in
	 * turns.
	 */
	REPLICAS(Duration.ofMillis(700)) {
		@Override
		void play(FlawedRig rig) {
			for (int turn = 0; turn < TURNS; turn++) {
				rig.disturb(turn);
			}
		}
	},

	/**
	 * One waits for what the other has, and nothing else is done. The lease is so long
	 * that polling does not follow it.
	 */
	HAND_OVERS(Duration.ofSeconds(5)) {
		@Override
		void play(FlawedRig rig) {
			for (int turn = 0; turn < MANY_TURNS; turn++) {
				rig.handOver(turn);
			}
		}

		@Override
		int threads() {
			return 0;
		}

		@Override
		Limits limits() {
			return super.limits().withHandOver(HAND_OVER);
		}
	},

	/**
	 * The standby of the store is away, then its clock is set forward, then it accepts no
	 * notifications.
	 */
	SERVER(Duration.ofMillis(700)) {
		@Override
		void play(FlawedRig rig) {
			Duration trouble = lease().multipliedBy(3).dividedBy(2);
			Pause.millis(SOME_TIME);
			rig.trouble(FaultKind.STANDBY_AWAY, FaultKind.UNREPLICATED, Outage.STANDBY, trouble);
			pauseUntilForgotten();
			rig.stepClock(lease().multipliedBy(20));
			pauseUntilForgotten();
			rig.trouble(FaultKind.NOTIFICATIONS_FULL, FaultKind.NOTIFICATIONS_FULL, Outage.NOTIFICATIONS, trouble);
		}

		/**
		 * Until what happened explains nothing any more.
		 */
		private void pauseUntilForgotten() {
			Pause.millis(limits().lease().plus(limits().tick()).toMillis() + 100);
		}

		@Override
		Limits limits() {
			return super.limits().withTakeOver(Duration.ofMillis(SOME_TIME));
		}
	};

	private static final int TURNS = 3;

	private static final int MANY_TURNS = 7;

	private static final long SOME_TIME = 1000;

	private static final Duration HAND_OVER = Duration.ofMillis(350);

	private final Duration lease;

	Scenario(Duration lease) {
		this.lease = lease;
	}

	Duration lease() {
		return this.lease;
	}

	/**
	 * Return how many threads of a worker work by themselves.
	 */
	int threads() {
		return 3;
	}

	Limits limits() {
		return Limits.of(this.lease, true);
	}

	abstract void play(FlawedRig rig);

}
