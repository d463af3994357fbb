// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.worker;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import dev.distributedlock.LockLease;
import dev.distributedlock.LockRegistry;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockTemplate;
import dev.distributedlock.OnLost;
import dev.distributedlock.torture.history.EffectKind;
import dev.distributedlock.torture.history.Entry;
import dev.distributedlock.torture.history.Entry.Type;
import dev.distributedlock.torture.history.Recorder;

/**
 * The ways in which an application uses locks, each recorded.
 */
final class LockUses {

	private final Duration wait;

	private final Flaw flaw;

	private final Annotated annotated;

	private final Payment payment;

	private final LockTemplate template;

	private final LockRegistry registry;

	private final Registers registers;

	private final Work work;

	private final Calls calls;

	private final Recorder recorder;

	LockUses(WorkerSettings settings, Annotated annotated, Payment payment, LockTemplate template,
			LockRegistry registry, Registers registers, Work work, Recorder recorder) {
		this.wait = settings.lease();
		this.flaw = settings.flaw();
		this.annotated = annotated;
		this.payment = payment;
		this.template = template;
		this.registry = registry;
		this.registers = registers;
		this.work = work;
		this.recorder = recorder;
		this.calls = new Calls(recorder);
	}

	void payIn(String key, long pause, boolean undisturbed) {
		String call = this.work.newCall();
		long from = System.nanoTime();
		String outcome = this.calls.call(Work.lock("hot", key), call, this.wait, () -> {
			Payment payment = undisturbed ? this.annotated::payInUndisturbed : this.payment;
			payment.payIn(call, key, pause);
			return true;
		});
		if (!outcome.equals(Entry.BUSY)) {
			this.recorder.span(Type.EFFECT, key, EffectKind.id(call, EffectKind.BALANCE), 0, from, System.nanoTime(),
					Duration.ZERO, outcome.equals(Entry.DONE) ? Entry.DONE : Entry.MAYBE);
		}
	}

	/**
	 * Work that looks at nothing and leaves it to the fence.
	 */
	void executeUndisturbed(String key, long pause) {
		execute(LockRequest.of("hot", key).onLost(OnLost.NOTIFY), key, (call, lease) -> {
			this.work.pause(pause);
			this.registers.writeFenced(call, key, lease.fencingToken());
		});
	}

	void executeAndReenter(String key, long pause) {
		execute(LockRequest.of("hot", key), key, (call, lease) -> {
			this.work.pause(pause);
			this.template.executeWithoutResult(LockRequest.of("hot", key), (again) -> {
				if (again.fencingToken() != lease.fencingToken()) {
					throw new IllegalStateException("Another token");
				}
				this.registers.writeFenced(call, key, again.fencingToken());
			});
		});
	}

	void executeBriefly(String name, String key, boolean write) {
		execute(LockRequest.of(name, key), key, (call, lease) -> {
			if (write) {
				this.registers.writeFenced(call, key, lease.fencingToken());
			}
		});
	}

	private void execute(LockRequest request, String key, LeasedStep step) {
		String call = this.work.newCall();
		this.calls.call(Work.lock(request.name(), key), call, this.wait, () -> {
			this.template.executeWithoutResult(request.waitTime(this.wait),
					(lease) -> this.work.under(lease, call, () -> step.run(call, lease)));
			return true;
		});
	}

	void skip(String key, long pause) {
		String call = this.work.newCall();
		this.calls.call(Work.lock("hot", key), call, Duration.ZERO,
				() -> this.annotated.write(call, key, pause).isPresent());
	}

	/**
	 * A lease that is not renewed.
	 * @param heedless whether work goes on when the lease is over
	 */
	void bareLease(String key, long millis, boolean heedless) {
		String call = this.work.newCall();
		this.calls.call(Work.lock("hot", key), call, Duration.ZERO, () -> {
			Optional<LockLease> found = this.registry.tryAcquire(LockRequest.of("hot", key).renew(false));
			if (found.isEmpty()) {
				return false;
			}
			try (LockLease lease = this.flaw.lease().apply(found.get())) {
				this.work.with(lease, call, () -> {
					long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
					while (System.nanoTime() < end && (this.work.isHeld(lease, call) || heedless)) {
						this.work.pause(10);
					}
				});
				this.registers.writeGuarded(call, key, lease.fencingToken());
			}
			return true;
		});
	}

	void severalKeys(List<String> keys, long pause) {
		String call = this.work.newCall();
		this.calls.call(Work.lock("hot", keys.get(0)), call, this.wait, () -> {
			this.template.executeWithoutResult(LockRequest.of("hot").keys(keys).waitTime(this.wait),
					(lease) -> this.work.under(lease, call, () -> {
						this.work.pause(pause);
						keys.forEach((key) -> this.registers.writeFenced(call, key, lease.fencingToken()));
					}));
			return true;
		});
	}

	void asynchronous(String key, long pause) {
		String call = this.work.newCall();
		this.calls.call(Work.lock("hot", key), call, this.wait, () -> {
			Optional<LockLease> found = join(
					this.registry.tryAcquireAsync(LockRequest.of("hot", key).waitTime(this.wait)));
			if (found.isEmpty()) {
				return false;
			}
			try (LockLease lease = found.get()) {
				this.work.with(lease, call, () -> {
					this.work.pause(pause);
					this.registers.writeGuarded(call, key, lease.fencingToken());
				});
			}
			return true;
		});
	}

	/**
	 * Work that goes on after its method has returned.
	 */
	void late(String key, long pause, boolean reactive) {
		String call = this.work.newCall();
		this.calls.call(Work.lock("hot", key), call, this.wait,
				() -> join(reactive ? this.annotated.writeReactively(call, key, pause).toFuture()
						: this.annotated.writeLater(call, key, pause)));
	}

	private static <T> T join(CompletableFuture<T> future) throws Exception {
		try {
			return future.join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof Exception cause) ? cause : ex;
		}
	}

	/**
	 * Do what is to be done once by one of all.
	 */
	void occur(long number) {
		String call = this.work.newCall();
		String outcome = this.calls.call(Work.lock("tick", null), call, Duration.ZERO,
				() -> this.annotated.occur(call, number).isPresent());
		if (outcome.equals(Entry.BUSY)) {
			this.recorder.now(Type.EFFECT, "tick", EffectKind.occurrence(number), 0, outcome);
		}
	}

	@FunctionalInterface
	private interface LeasedStep {

		void run(String call, LockLease lease) throws InterruptedException;

	}

}
