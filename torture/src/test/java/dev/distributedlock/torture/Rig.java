// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.springframework.util.Assert;

import dev.distributedlock.test.server.DatabaseAccount;
import dev.distributedlock.test.server.FaultProxy;
import dev.distributedlock.torture.history.FaultKind;
import dev.distributedlock.torture.history.Recorder;

/**
 * A store, and workers that use it.
 */
abstract class Rig implements AutoCloseable {

	private final Tables tables;

	private final Duration lease;

	private final Fleet fleet;

	Rig(Tables tables, Path folder, Duration lease, long seed) {
		this.tables = tables;
		this.lease = lease;
		this.fleet = new Fleet(this, folder, seed);
	}

	/**
	 * Return what can be done to this store.
	 */
	abstract Set<FaultKind> faults();

	abstract FaultProxy newNetwork();

	/**
	 * Return the properties of a worker.
	 */
	abstract List<String> properties(FaultProxy network);

	/**
	 * Return the properties of a worker whose database is at a URL.
	 */
	final List<String> properties(String url, String... others) {
		List<String> properties = new ArrayList<>(this.tables.properties(url, this.lease));
		properties.addAll(List.of(others));
		return properties;
	}

	/**
	 * Return the environment variables with the passwords of a worker.
	 */
	Map<String, String> passwords() {
		return this.tables.passwords();
	}

	/**
	 * Return whether the servers are up, so that a worker can start.
	 */
	boolean isUp() {
		return this.tables.areReachable();
	}

	void killServer() {
		throw new UnsupportedOperationException();
	}

	void startServer() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Erase what the store remembers while it runs.
	 */
	void forgetAll() {
		throw new UnsupportedOperationException();
	}

	void forget(String lock) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Let the store evict what it should keep.
	 */
	void evict() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Let the memory of the store be full for a while.
	 */
	void withFullMemory(Runnable meanwhile) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Kill a server whose part another one takes.
	 */
	void failOver() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Move locks from one server to another while they are used.
	 */
	void reshard() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Let the standby receive nothing from now on.
	 */
	void detachStandby() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Let the standby come back, and wait until it has everything.
	 */
	void attachStandby() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Create another account, with which workers start from now on.
	 * @return the account
	 */
	DatabaseAccount newAccount() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Set the clock of the store forward.
	 */
	void stepClock(Duration step) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Wait until locks are granted by the clock that was set forward.
	 */
	void awaitSteppedClock(Duration step) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Let the store accept no notifications for a while.
	 */
	void withFullNotifications(Runnable meanwhile) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Return whether the balances are in the database of the locks.
	 */
	abstract boolean isGuarded();

	/**
	 * Start workers, and wait until they work.
	 */
	final void startWorkers(int count) {
		this.fleet.start(count);
	}

	/**
	 * Start another worker in the place of one that is gone, without waiting for it.
	 */
	final void replace(Worker worker, Map<String, String> environment) {
		this.fleet.replace(worker, environment);
	}

	final void replace(Worker worker) {
		replace(worker, Map.of());
	}

	/**
	 * Wait until all that have been started work.
	 */
	final void awaitWorkers() {
		this.fleet.awaitStarts();
	}

	final List<Worker> workers() {
		return this.fleet.workers();
	}

	/**
	 * Return what a reader of the report should know about the run.
	 */
	final List<String> remarks() {
		return this.fleet.remarks();
	}

	final Tables tables() {
		return this.tables;
	}

	final Duration lease() {
		return this.lease;
	}

	/**
	 * Let all workers finish, and record what the tables say.
	 * @throws IllegalStateException if a worker did not start, or ended unasked, or not
	 * when asked: less was tried than it seems
	 */
	void finish(Recorder recorder) {
		List<String> failures = this.fleet.finish();
		this.tables.record(recorder);
		Assert.state(failures.isEmpty(), failures::toString);
	}

	@Override
	public void close() {
		this.fleet.close();
	}

}
