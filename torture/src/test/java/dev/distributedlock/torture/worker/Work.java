// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.worker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockLease;
import dev.distributedlock.store.LockId;
import dev.distributedlock.torture.history.Entry;
import dev.distributedlock.torture.history.Entry.Type;
import dev.distributedlock.torture.history.Recorder;

/**
 * Work under a lock, recorded.
 */
class Work {

	private final Recorder recorder;

	private final Standstill standstill;

	private final String worker;

	private final AtomicLong calls = new AtomicLong();

	Work(WorkerSettings settings, Recorder recorder, Standstill standstill) {
		this.worker = settings.name();
		this.recorder = recorder;
		this.standstill = standstill;
	}

	/**
	 * Return the id of a new call.
	 */
	String newCall() {
		return this.worker + "-" + this.calls.incrementAndGet();
	}

	/**
	 * Work under a lease that ends with the call.
	 */
	void under(LockLease lease, String call, Step step) throws InterruptedException {
		under(lease, call, Entry.SCOPED, step);
	}

	/**
	 * Work with a lease of one's own.
	 */
	void with(LockLease lease, String call, Step step) throws InterruptedException {
		under(lease, call, "", step);
	}

	private void under(LockLease lease, String call, String detail, Step step) throws InterruptedException {
		List<String> locks = locks(lease);
		locks.forEach((lock) -> this.recorder.now(Type.BEGAN, lock, call, lease.fencingToken(), detail));
		try {
			isHeld(lease, call);
			step.run();
			isHeld(lease, call);
		}
		finally {
			locks.forEach((lock) -> this.recorder.now(Type.ENDED, lock, call, lease.fencingToken(), ""));
		}
	}

	boolean isHeld(LockLease lease, String call) {
		long from = System.nanoTime();
		boolean held = lease.isHeld();
		long to = System.nanoTime();
		if (held) {
			this.recorder.span(Type.HELD, locks(lease).get(0), call, lease.fencingToken(), from, to, Duration.ZERO, "");
		}
		return held;
	}

	/**
	 * Take some time.
	 */
	void pause(long millis) throws InterruptedException {
		Thread.sleep(millis);
		this.standstill.pass();
	}

	/**
	 * Return what the store calls the locks of a lease.
	 */
	static List<String> locks(LockLease lease) {
		return lease.keys().isEmpty() ? List.of(lock(lease.name(), null))
				: lease.keys().stream().map((key) -> lock(lease.name(), key)).toList();
	}

	static String lock(String name, @Nullable String key) {
		return LockId.of(WorkerSettings.KEY_PREFIX, name, key).value();
	}

	/**
	 * What is done under a lock.
	 */
	@FunctionalInterface
	interface Step {

		void run() throws InterruptedException;

	}

}
