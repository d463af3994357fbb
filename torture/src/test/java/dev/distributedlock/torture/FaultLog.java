// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.core.ConditionTimeoutException;

import dev.distributedlock.torture.history.Entry;
import dev.distributedlock.torture.history.Entry.Type;
import dev.distributedlock.torture.history.FaultKind;
import dev.distributedlock.torture.history.Recorder;

/**
 * Records faults, and what kept them from having an effect.
 */
final class FaultLog {

	/**
	 * Stands for all workers.
	 */
	static final String ALL = "*";

	private final Recorder recorder;

	private final List<RuntimeException> failures = new CopyOnWriteArrayList<>();

	FaultLog(Recorder recorder) {
		this.recorder = recorder;
	}

	/**
	 * Do something to all, and record when.
	 */
	void during(FaultKind kind, Runnable fault) {
		during(kind, ALL, fault);
	}

	/**
	 * Do something, and record when. Where several things are done at a time, one may be
	 * in the way of another.
	 */
	void during(FaultKind kind, String target, Runnable fault) {
		during(kind, target, "", fault);
	}

	void during(FaultKind kind, String target, String lock, Runnable fault) {
		long from = System.nanoTime();
		try {
			fault.run();
		}
		catch (ConditionTimeoutException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			System.out.println(kind + " had no effect, or not all: " + ex);
			this.failures.add(ex);
		}
		finally {
			record(kind, target, from, System.nanoTime(), lock);
		}
	}

	void record(FaultKind kind, String target, long from, long to) {
		record(kind, target, from, to, "");
	}

	private void record(FaultKind kind, String target, long from, long to, String lock) {
		this.recorder.write(new Entry(Type.FAULT, target, kind.name(), "", 0, from, to, 0, lock));
	}

	/**
	 * Forget what had no effect before.
	 */
	void clear() {
		this.failures.clear();
	}

	/**
	 * Return why something had no effect.
	 */
	List<RuntimeException> failures() {
		return this.failures;
	}

}
