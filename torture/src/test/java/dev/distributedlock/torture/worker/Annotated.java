// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.worker;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import dev.distributedlock.DistributedLock;
import dev.distributedlock.LockContextHolder;
import dev.distributedlock.LockInterruptedException;
import dev.distributedlock.LockLease;
import dev.distributedlock.OnBusy;
import dev.distributedlock.OnLost;
import dev.distributedlock.ReactiveLockContextHolder;
import dev.distributedlock.torture.history.Limits;

import org.springframework.transaction.annotation.Transactional;

/**
 * Methods under locks.
 */
class Annotated {

	private final Accounts accounts;

	private final Registers registers;

	private final Work work;

	Annotated(Accounts accounts, Registers registers, Work work) {
		this.accounts = accounts;
		this.registers = registers;
		this.work = work;
	}

	@DistributedLock(name = "hot", key = "#key", waitTime = "${torture.lease-millis}ms")
	@Transactional
	void payIn(String call, String key, long pauseMillis) throws InterruptedException {
		this.accounts.payIn(LockContextHolder.requireLease(), call, key, pauseMillis);
	}

	@DistributedLock(name = "hot", key = "#key", waitTime = "${torture.lease-millis}ms", onLost = OnLost.NOTIFY)
	@Transactional
	void payInUndisturbed(String call, String key, long pauseMillis) throws InterruptedException {
		this.accounts.payIn(LockContextHolder.requireLease(), call, key, pauseMillis);
	}

	@DistributedLock(name = "hot", key = "#key", waitTime = "0s", onBusy = OnBusy.SKIP)
	Optional<Boolean> write(String call, String key, long pauseMillis) throws InterruptedException {
		LockLease lease = LockContextHolder.requireLease();
		this.work.under(lease, call, () -> {
			long amount = this.registers.readPlain(key);
			this.work.pause(pauseMillis);
			this.registers.writePlain(call, key, lease.fencingToken(), amount + 1);
		});
		return Optional.of(true);
	}

	@DistributedLock(name = "hot", key = "#key", waitTime = "${torture.lease-millis}ms")
	CompletableFuture<Boolean> writeLater(String call, String key, long pauseMillis) {
		LockLease lease = LockContextHolder.requireLease();
		return Mono.fromCallable(() -> writeGuarded(lease, call, key, pauseMillis))
			.subscribeOn(Schedulers.boundedElastic())
			.toFuture();
	}

	@DistributedLock(name = "hot", key = "#key", waitTime = "${torture.lease-millis}ms")
	Mono<Boolean> writeReactively(String call, String key, long pauseMillis) {
		return ReactiveLockContextHolder.requireLease()
			.publishOn(Schedulers.boundedElastic())
			.map((lease) -> writeGuarded(lease, call, key, pauseMillis));
	}

	private boolean writeGuarded(LockLease lease, String call, String key, long pauseMillis) {
		try {
			this.work.under(lease, call, () -> {
				this.work.pause(pauseMillis);
				this.registers.writeGuarded(call, key, lease.fencingToken());
			});
			return true;
		}
		catch (InterruptedException ex) {
			throw new LockInterruptedException("Interrupted while writing", ex);
		}
	}

	@DistributedLock(name = "tick", waitTime = "0s", minHoldTime = Limits.MIN_HOLD_MILLIS + "ms", onBusy = OnBusy.SKIP)
	Optional<Boolean> occur(String call, long number) throws InterruptedException {
		LockLease lease = LockContextHolder.requireLease();
		this.work.under(lease, call, () -> this.registers.occur(number, "tick", lease.fencingToken()));
		return Optional.of(true);
	}

}
