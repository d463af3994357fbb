/*
 * Copyright 2026 the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package dev.distributedlock.torture.worker;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import dev.distributedlock.LockLease;
import dev.distributedlock.LockRegistry;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockTemplate;
import dev.distributedlock.OnLost;
import dev.distributedlock.torture.history.EffectKind;
import dev.distributedlock.torture.history.Entry;
import dev.distributedlock.torture.history.Entry.Type;
import dev.distributedlock.torture.history.Recorder;

import org.springframework.context.SmartLifecycle;

/**
 * Threads that use locks in all ways, at random.
 *
 * @author The Distributed Lock authors
 */
class Workload implements SmartLifecycle {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private static final int HOT_KEYS = 3;

	private static final int COLD_KEYS = 40;

	/**
	 * Locks that are never held for long, so that many are granted.
	 */
	private static final int BRIEF_KEYS = 4;

	private static final int BRIEF_THREADS = 2;

	/**
	 * One of how many lasts for the lease time.
	 */
	private static final int LONG_BODIES = 80;

	private final WorkerSettings settings;

	private final Duration wait;

	private final Annotated annotated;

	private final Payment payment;

	private final LockTemplate template;

	private final LockRegistry registry;

	private final Registers registers;

	private final Work work;

	private final Calls calls;

	private final Recorder recorder;

	private final List<Thread> threads = new CopyOnWriteArrayList<>();

	private final ScheduledExecutorService ticks = Executors
		.newSingleThreadScheduledExecutor((tick) -> newThread(tick, "ticks"));

	private long lastTick;

	private final AtomicBoolean hold = new AtomicBoolean();

	private volatile boolean running;

	Workload(WorkerSettings settings, Annotated annotated, Payment payment, LockTemplate template,
			LockRegistry registry, Registers registers, Work work, Recorder recorder) {
		this.settings = settings;
		this.wait = settings.lease();
		this.annotated = annotated;
		this.payment = payment;
		this.template = template;
		this.registry = registry;
		this.registers = registers;
		this.work = work;
		this.recorder = recorder;
		this.calls = new Calls(recorder);
	}

	@Override
	public void start() {
		this.running = true;
		for (int i = 0; i < this.settings.threads(); i++) {
			addThread("work-" + i, this::step);
		}
		for (int i = 0; i < Math.min(BRIEF_THREADS, this.settings.threads()); i++) {
			addThread("brief-" + i, this::brief);
		}
		this.ticks.scheduleAtFixedRate(this::tick, SECOND - System.nanoTime() % SECOND, SECOND, TimeUnit.NANOSECONDS);
	}

	private Thread newThread(Runnable task, String name) {
		Thread thread = new Thread(task, name);
		this.threads.add(thread);
		return thread;
	}

	/**
	 * Stop, and let everybody finish.
	 */
	@Override
	public void stop() {
		this.running = false;
		this.ticks.shutdown();
		this.threads.forEach((thread) -> {
			try {
				thread.join(TimeUnit.SECONDS.toMillis(15));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Let somebody have a hot lock for a while.
	 */
	void hold() {
		this.hold.set(true);
	}

	/**
	 * Interrupt somebody.
	 */
	void interrupt(Random random) {
		this.threads.get(random.nextInt(this.threads.size())).interrupt();
	}

	private void addThread(String name, Consumer<Random> step) {
		Random random = new Random(this.settings.seed() * 31 + this.threads.size());
		newThread(() -> work(step, random), name).start();
	}

	private void work(Consumer<Random> step, Random random) {
		while (this.running) {
			Thread.interrupted();
			step.accept(random);
			try {
				Thread.sleep(random.nextInt(30));
			}
			catch (InterruptedException ex) {
				// Interrupts are one of the faults.
			}
		}
	}

	private void step(Random random) {
		boolean hold = this.hold.getAndSet(false);
		String key = (hold || random.nextInt(4) > 0) ? "h" + random.nextInt(HOT_KEYS) : "c" + random.nextInt(COLD_KEYS);
		long pause = (hold || random.nextInt(LONG_BODIES) == 0) ? this.settings.lease().toMillis() : random.nextInt(25);
		int way = hold ? random.nextInt(50) : chooseWay(random);
		if (way < 25) {
			payIn(key, pause, random.nextBoolean());
		}
		else if (way < 38) {
			executeUndisturbed(key, pause);
		}
		else if (way < 50) {
			executeAndReenter(key, pause);
		}
		else if (way < 65) {
			skip(key, pause);
		}
		else if (way < 80) {
			bareLease(key, random);
		}
		else if (way < 90) {
			severalKeys(random);
		}
		else {
			asynchronous(key, random.nextInt(25));
		}
	}

	private void brief(Random random) {
		String key = "b" + random.nextInt(BRIEF_KEYS);
		execute(LockRequest.of("hot", key), key, (call, lease) -> {
			if (random.nextInt(4) == 0) {
				this.registers.writeFenced(call, key, lease.fencingToken());
			}
		});
	}

	private int chooseWay(Random random) {
		Flaw flaw = this.settings.flaw();
		return flaw.isOfTransactions() ? 0 : flaw.isOfLeases() ? 65 : random.nextInt(100);
	}

	private void payIn(String key, long pause, boolean undisturbed) {
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
	private void executeUndisturbed(String key, long pause) {
		execute(LockRequest.of("hot", key).onLost(OnLost.NOTIFY), key, (call, lease) -> {
			this.work.pause(pause);
			this.registers.writeFenced(call, key, lease.fencingToken());
		});
	}

	private void executeAndReenter(String key, long pause) {
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

	private void execute(LockRequest request, String key, LeasedStep step) {
		String call = this.work.newCall();
		this.calls.call(Work.lock("hot", key), call, this.wait, () -> {
			this.template.executeWithoutResult(request.waitTime(this.wait),
					(lease) -> this.work.under(lease, call, () -> step.run(call, lease)));
			return true;
		});
	}

	private void skip(String key, long pause) {
		String call = this.work.newCall();
		this.calls.call(Work.lock("hot", key), call, Duration.ZERO,
				() -> this.annotated.write(call, key, pause).isPresent());
	}

	/**
	 * A lease that is not renewed, now and then until its end or beyond.
	 */
	private void bareLease(String key, Random random) {
		String call = this.work.newCall();
		long millis = (random.nextInt(this.settings.flaw().isOfLeases() ? 3 : 20) == 0)
				? this.settings.lease().toMillis() * 2 : random.nextInt(25);
		boolean heedless = random.nextBoolean();
		this.calls.call(Work.lock("hot", key), call, Duration.ZERO, () -> {
			Optional<LockLease> found = this.registry.tryAcquire(LockRequest.of("hot", key).renew(false));
			if (found.isEmpty()) {
				return false;
			}
			try (LockLease lease = this.settings.flaw().lease().apply(found.get())) {
				this.work.under(lease, call, () -> {
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

	private void severalKeys(Random random) {
		String call = this.work.newCall();
		int first = random.nextInt(HOT_KEYS);
		List<String> keys = List.of("h" + first, "h" + (first + 1) % HOT_KEYS);
		this.calls.call(Work.lock("hot", keys.get(0)), call, this.wait, () -> {
			this.template.executeWithoutResult(LockRequest.of("hot").keys(keys).waitTime(this.wait),
					(lease) -> this.work.under(lease, call, () -> {
						this.work.pause(random.nextInt(15));
						keys.forEach((key) -> this.registers.writeFenced(call, key, lease.fencingToken()));
					}));
			return true;
		});
	}

	private void asynchronous(String key, long pause) {
		String call = this.work.newCall();
		this.calls.call(Work.lock("hot", key), call, this.wait, () -> {
			Optional<LockLease> found = join(
					this.registry.tryAcquireAsync(LockRequest.of("hot", key).waitTime(this.wait)));
			if (found.isEmpty()) {
				return false;
			}
			try (LockLease lease = found.get()) {
				this.work.under(lease, call, () -> {
					this.work.pause(pause);
					this.registers.writeGuarded(call, key, lease.fencingToken());
				});
			}
			return true;
		});
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
	 * Something that is to be done once a second by one of all, at each full second of
	 * the clock that all have in common. Whoever stood still makes up for nothing.
	 */
	private void tick() {
		long number = System.nanoTime() / SECOND;
		if (number > this.lastTick) {
			this.lastTick = number;
			occur(number);
		}
	}

	private void occur(long number) {
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
