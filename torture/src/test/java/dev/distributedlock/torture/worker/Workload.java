// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.worker;

import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.springframework.context.SmartLifecycle;

/**
 * Threads that use locks in all ways, at random.
 */
class Workload implements SmartLifecycle {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private static final int HOT_KEYS = 3;

	private static final int COLD_KEYS = 40;

	/**
	 * Locks that are never held for long, so that many are granted, each of another name:
	 * so they are on all masters of a cluster.
	 */
	private static final int BRIEF_KEYS = 4;

	private static final int BRIEF_THREADS = 2;

	/**
	 * One of how many lasts for the lease time.
	 */
	private static final int LONG_BODIES = 80;

	private final WorkerSettings settings;

	private final LockUses uses;

	private final List<Thread> threads = new CopyOnWriteArrayList<>();

	private final ScheduledExecutorService ticks = Executors
		.newSingleThreadScheduledExecutor((tick) -> newThread(tick, "ticks"));

	private long lastTick;

	private final AtomicBoolean hold = new AtomicBoolean();

	private volatile boolean running;

	Workload(WorkerSettings settings, LockUses uses) {
		this.settings = settings;
		this.uses = uses;
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
			this.uses.payIn(key, pause, random.nextBoolean());
		}
		else if (way < 38) {
			this.uses.executeUndisturbed(key, pause);
		}
		else if (way < 50) {
			this.uses.executeAndReenter(key, pause);
		}
		else if (way < 65) {
			this.uses.skip(key, pause);
		}
		else if (way < 80) {
			this.uses.bareLease(key, bareMillis(random), random.nextBoolean());
		}
		else if (way < 90) {
			int first = random.nextInt(HOT_KEYS);
			this.uses.severalKeys(List.of("h" + first, "h" + (first + 1) % HOT_KEYS), random.nextInt(15));
		}
		else if (way < 94) {
			this.uses.asynchronous(key, random.nextInt(25));
		}
		else {
			this.uses.late(key, random.nextInt(25), random.nextBoolean());
		}
	}

	private void brief(Random random) {
		int number = random.nextInt(BRIEF_KEYS);
		this.uses.executeBriefly("brief" + (number + 1), "b" + number, random.nextInt(4) == 0);
	}

	/**
	 * Now and then until the end of the lease, or beyond.
	 */
	private long bareMillis(Random random) {
		boolean isLong = random.nextInt(this.settings.flaw().isOfLeases() ? 3 : 20) == 0;
		return isLong ? this.settings.lease().toMillis() * 2 : random.nextInt(25);
	}

	private int chooseWay(Random random) {
		Flaw flaw = this.settings.flaw();
		return flaw.isOfTransactions() ? 0 : flaw.isOfTemplates() ? 25 : flaw.isOfLeases() ? 65 : random.nextInt(100);
	}

	/**
	 * Something that is to be done once a second by one of all, at each full second of
	 * the clock that all have in common. Whoever stood still makes up for nothing.
	 */
	private void tick() {
		long number = System.nanoTime() / SECOND;
		if (number > this.lastTick) {
			this.lastTick = number;
			this.uses.occur(number);
		}
	}

}
