// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Runs call chains on threads of their own, but one at a time and in an order that does
 * not depend on the machine: who pauses lets the clock jump to what is to be done next.
 * Nothing in it ever runs at the same time as something else.
 */
final class Simulation {

	private static final long MOST_EVENTS = 100_000;

	private final PriorityQueue<Event> events = new PriorityQueue<>(
			Comparator.comparingLong(Event::at).thenComparingLong(Event::number));

	private final List<Chain> chains = new ArrayList<>();

	private final Executor threads;

	private Runnable afterEachStep = () -> {
	};

	private long now;

	private long count;

	private @Nullable Chain current;

	private volatile @Nullable Throwable failure;

	Simulation(Executor threads) {
		this.threads = threads;
	}

	void afterEachStep(Runnable check) {
		this.afterEachStep = check;
	}

	/**
	 * The time since the beginning in nanoseconds.
	 */
	long now() {
		return this.now;
	}

	void after(long nanos, Runnable task) {
		checkNotFailed();
		this.events.add(new Event(this.now + Math.max(0, nanos), this.count++, task));
	}

	/**
	 * The chain whose code runs, null in a task.
	 */
	@Nullable Chain current() {
		return this.current;
	}

	Chain start(BooleanSupplier stopped, Runnable program) {
		Chain chain = new Chain(stopped, program);
		this.chains.add(chain);
		return chain;
	}

	/**
	 * Run a program on this thread, and the chains that have been started on theirs,
	 * until it returns.
	 * @return what went wrong, or null
	 */
	@Nullable Throwable run(Runnable program) {
		Chain main = new Chain(() -> false, program);
		main.thread = Thread.currentThread();
		this.current = main;
		this.chains.add(main);
		try {
			program.run();
		}
		catch (Aborted ex) {
			// The failure has been kept.
		}
		catch (Throwable ex) {
			keep(ex);
		}
		this.chains.stream().filter((chain) -> chain != main).forEach(Chain::awaitEnd);
		return this.failure;
	}

	/**
	 * Pause the current chain.
	 * @param nanos for how long at most
	 * @param interruptible whether an interrupt of its thread ends the pause
	 * @param condition what else ends the pause
	 */
	void pause(long nanos, boolean interruptible, BooleanSupplier condition) {
		checkNotFailed();
		Chain chain = this.current;
		if (chain == null) {
			throw new IllegalStateException("Only chains can pause");
		}
		int ticket = chain.pause(interruptible, condition);
		after(nanos, () -> chain.due |= chain.ticket == ticket);
		checkStep();
		Chain next = next();
		if (next != chain) {
			hand(next);
			chain.awaitTurn();
		}
		checkNotFailed();
		chain.resumed();
		this.current = chain;
	}

	/**
	 * Do what is to be done until a chain can go on.
	 */
	private Chain next() {
		this.current = null;
		while (true) {
			for (Chain chain : this.chains) {
				if (chain.isReady()) {
					return chain;
				}
			}
			Event event = this.events.remove();
			this.now = Math.max(this.now, event.at());
			if (event.number() > MOST_EVENTS) {
				throw fail("does not come to an end");
			}
			try {
				event.task().run();
			}
			catch (Aborted ex) {
				throw ex;
			}
			catch (Throwable ex) {
				throw failed(ex);
			}
			checkStep();
		}
	}

	private void hand(Chain next) {
		if (next.thread != null) {
			next.giveTurn();
		}
		else {
			next.turn = true;
			next.thread = STARTING;
			this.threads.execute(next);
		}
	}

	private void checkStep() {
		checkNotFailed();
		Chain checked = this.current;
		this.current = null;
		try {
			this.afterEachStep.run();
		}
		catch (Aborted ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw failed(ex);
		}
		this.current = checked;
	}

	Aborted fail(String message) {
		return failed(new AssertionError("after " + Duration.ofNanos(this.now) + ": " + message));
	}

	private Aborted failed(Throwable ex) {
		if (this.failure == null) {
			this.failure = ex;
		}
		this.chains.forEach(Chain::giveTurn);
		throw new Aborted();
	}

	private void keep(Throwable ex) {
		try {
			failed(ex);
		}
		catch (Aborted aborted) {
			// Everybody has been told.
		}
	}

	private void checkNotFailed() {
		if (this.failure != null) {
			throw new Aborted();
		}
	}

	private static final Thread STARTING = new Thread();

	private record Event(long at, long number, Runnable task) {
	}

	/**
	 * Ends a run that has failed.
	 */
	private static final class Aborted extends Error {

		Aborted() {
			super("aborted", null, false, false);
		}

	}

	/**
	 * A call chain on a thread of its own.
	 */
	final class Chain implements Runnable {

		private final BooleanSupplier stopped;

		private final Runnable program;

		private volatile @Nullable Thread thread;

		private volatile boolean turn;

		private volatile boolean ended;

		private boolean due = true;

		private int ticket;

		private boolean interruptible;

		private BooleanSupplier condition = () -> false;

		private Chain(BooleanSupplier stopped, Runnable program) {
			this.stopped = stopped;
			this.program = program;
		}

		boolean isEnded() {
			return this.ended;
		}

		/**
		 * Interrupt the chain, if it runs.
		 * @return whether it does
		 */
		boolean interrupt() {
			Thread thread = this.thread;
			if (thread == null || thread == STARTING || this.ended) {
				return false;
			}
			thread.interrupt();
			return true;
		}

		private int pause(boolean interruptible, BooleanSupplier condition) {
			this.due = false;
			this.interruptible = interruptible;
			this.condition = condition;
			return ++this.ticket;
		}

		private void resumed() {
			this.ticket++;
		}

		private boolean isReady() {
			return !this.ended && !this.stopped.getAsBoolean()
					&& (this.due || this.condition.getAsBoolean() || isInterrupted());
		}

		private boolean isInterrupted() {
			Thread thread = this.thread;
			return this.interruptible && thread != null && thread.isInterrupted();
		}

		@Override
		public void run() {
			this.thread = Thread.currentThread();
			this.turn = false;
			try {
				checkNotFailed();
				Simulation.this.current = this;
				this.program.run();
				this.ended = true;
				checkStep();
				hand(next());
			}
			catch (Aborted ex) {
				// The failure has been kept.
			}
			catch (Throwable ex) {
				keep(ex);
			}
			finally {
				this.ended = true;
				LockSupport.unpark(Thread.currentThread());
			}
		}

		private void giveTurn() {
			this.turn = true;
			LockSupport.unpark(this.thread);
		}

		/**
		 * Leaves the interrupt flag alone, which others look at meanwhile.
		 */
		private void awaitTurn() {
			while (!this.turn) {
				LockSupport.park(this);
				if (Thread.currentThread().isInterrupted()) {
					Thread.yield();
				}
			}
			this.turn = false;
		}

		private void awaitEnd() {
			while (this.thread != null && !this.ended) {
				Thread.onSpinWait();
			}
		}

	}

}
