// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.jdbc;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * Lets a limited number of operations use connections at a time. Operations on what is
 * held go before requests for more: a release that waits behind a crowd of requests keeps
 * the crowd waiting. First come, first served apart from that.
 */
final class ConnectionPermits {

	/**
	 * Which operation goes first.
	 */
	enum Priority {

		HIGH, LOW

	}

	private final ReentrantLock mutex = new ReentrantLock();

	private final Queue<Semaphore> high = new ArrayDeque<>();

	private final Queue<Semaphore> low = new ArrayDeque<>();

	/**
	 * Is zero while an operation waits: a permit that is returned is handed to it.
	 */
	private int free;

	ConnectionPermits(int permits) {
		this.free = permits;
	}

	/**
	 * Wait for a permit, regardless of interruption.
	 * @return whether there was one in time
	 */
	boolean tryAcquire(Priority priority, long nanos) {
		Queue<Semaphore> queue = (priority == Priority.HIGH) ? this.high : this.low;
		Semaphore place = takeOrQueue(queue);
		return place == null || await(place, nanos) || !leave(queue, place);
	}

	private @Nullable Semaphore takeOrQueue(Queue<Semaphore> queue) {
		this.mutex.lock();
		try {
			if (this.free > 0) {
				this.free--;
				return null;
			}
			Semaphore place = new Semaphore(0);
			queue.add(place);
			return place;
		}
		finally {
			this.mutex.unlock();
		}
	}

	private static boolean await(Semaphore place, long nanos) {
		boolean interrupted = false;
		long until = System.nanoTime() + nanos;
		try {
			while (true) {
				try {
					return place.tryAcquire(until - System.nanoTime(), TimeUnit.NANOSECONDS);
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/**
	 * Give up a place.
	 * @return false if it has been handed a permit meanwhile
	 */
	private boolean leave(Queue<Semaphore> queue, Semaphore place) {
		this.mutex.lock();
		try {
			return queue.remove(place);
		}
		finally {
			this.mutex.unlock();
		}
	}

	void release() {
		this.mutex.lock();
		try {
			Semaphore next = this.high.isEmpty() ? this.low.poll() : this.high.poll();
			if (next != null) {
				next.release();
			}
			else {
				this.free++;
			}
		}
		finally {
			this.mutex.unlock();
		}
	}

}
