// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture;

import java.time.Duration;
import java.util.List;
import java.util.Random;

import dev.distributedlock.test.server.DatabaseAccount;
import dev.distributedlock.test.server.OpenTransaction;
import dev.distributedlock.torture.history.FaultKind;

/**
 * Does something to the store of a rig, and undoes it.
 */
final class ServerNemesis {

	private final Rig rig;

	private final FaultLog log;

	private final Random random;

	private final long lease;

	ServerNemesis(Rig rig, FaultLog log, Random random) {
		this.rig = rig;
		this.log = log;
		this.random = random;
		this.lease = rig.lease().toMillis();
	}

	void strike(FaultKind kind) {
		switch (kind) {
			case RESTART -> this.log.during(kind, this::restart);
			case AMNESIA -> this.log.during(kind, this::restartEmpty);
			case EVICTION -> this.log.during(kind, this.rig::evict);
			case FORGET_ALL -> this.log.during(kind, this.rig::forgetAll);
			case FORGET_ONE -> forgetOne("t:hot:h" + this.random.nextInt(3));
			case BLOCKED_ROWS -> this.log.during(kind, this::blockRows);
			case ROTATION -> rotateCredentials();
			case STORE_CLOCK -> stepClock();
			case NOTIFICATIONS_FULL ->
				this.log.during(kind, () -> this.rig.withFullNotifications(this::letTwoLeasesPass));
			case MEMORY_FULL -> this.log.during(kind, () -> this.rig.withFullMemory(this::letTwoLeasesPass));
			case RESHARDING -> this.log.during(kind, this.rig::reshard);
			case STANDBY_AWAY -> this.log.during(kind, this::loseStandby);
			case STALE_PROMOTION -> promoteStale();
			case PROMOTION, FAILOVER, DEAD_MASTER -> failOver(kind);
			default -> throw new IllegalArgumentException(kind.name());
		}
	}

	private void letTwoLeasesPass() {
		Pause.millis(2 * this.lease);
	}

	private void forgetOne(String lock) {
		this.log.during(FaultKind.FORGET_ONE, FaultLog.ALL, lock, () -> this.rig.forget(lock));
	}

	private void restart() {
		synchronized (this.rig) {
			this.rig.killServer();
			Pause.millis(this.random.nextInt((int) this.lease));
			this.rig.startServer();
		}
	}

	private void restartEmpty() {
		this.rig.forgetAll();
		restart();
	}

	/**
	 * With all workers: they do not start while there is no primary.
	 */
	private void failOver(FaultKind kind) {
		this.rig.awaitWorkers();
		this.log.during(kind, this.rig::failOver);
	}

	private void loseStandby() {
		detachStandby();
		this.rig.attachStandby();
	}

	private void promoteStale() {
		this.rig.awaitWorkers();
		this.log.during(FaultKind.STALE_PROMOTION, () -> {
			detachStandby();
			this.rig.failOver();
		});
	}

	/**
	 * For longer than a lease, at whose end all workers have locks if they can.
	 */
	private void detachStandby() {
		this.rig.detachStandby();
		this.log.during(FaultKind.UNREPLICATED, () -> {
			Pause.millis(this.lease + this.random.nextInt((int) this.lease));
			this.rig.workers().forEach((worker) -> worker.command("hold"));
			Pause.millis(this.lease / 2);
		});
	}

	private void blockRows() {
		try (OpenTransaction transaction = this.rig.tables().application().beginTransaction()) {
			List.of("h0", "h1")
				.forEach((key) -> transaction.execute("SELECT 1 FROM distributed_lock WHERE lock_id = ? FOR UPDATE",
						"t:hot:" + key));
			Pause.millis(this.lease * 3 / 2);
		}
	}

	/**
	 * Give the application another account, and drop the one that it had when what was
	 * begun with that has ended.
	 */
	private void rotateCredentials() {
		this.rig.awaitWorkers();
		DatabaseAccount before = this.rig.tables().account();
		this.log.during(FaultKind.ROTATION, () -> {
			DatabaseAccount next = this.rig.newAccount();
			this.rig.workers().forEach((worker) -> worker.command("credentials", next.user(), next.password()));
			letTwoLeasesPass();
			before.drop();
		});
		letTwoLeasesPass();
	}

	/**
	 * Set the clock of the store forward by more than a lease. What comes of it shows at
	 * the next renewals.
	 */
	private void stepClock() {
		Duration step = Duration.ofMillis(2 * this.lease + this.random.nextInt((int) (60 * this.lease)));
		this.log.during(FaultKind.STORE_CLOCK, () -> this.rig.stepClock(step));
		this.rig.awaitSteppedClock(step);
		Pause.millis(this.lease);
	}

}
