// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.worker;

import java.time.Duration;

import dev.distributedlock.LockInterruptedException;
import dev.distributedlock.LockLostException;
import dev.distributedlock.LockNotAcquiredException;
import dev.distributedlock.LockRegistryClosedException;
import dev.distributedlock.LockStoreException;
import dev.distributedlock.torture.history.Entry;
import dev.distributedlock.torture.history.Entry.Type;
import dev.distributedlock.torture.history.Recorder;

import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Makes calls, and records what comes of them.
 */
class Calls {

	private final Recorder recorder;

	Calls(Recorder recorder) {
		this.recorder = recorder;
	}

	/**
	 * Make a call.
	 * @param lock the first of its locks
	 * @param id its id
	 * @param waitTime how long it waits at most
	 * @param call the call; returns false if the lock was busy
	 * @return what came of it
	 */
	String call(String lock, String id, Duration waitTime, Call call) {
		long from = System.nanoTime();
		String outcome = outcome(call);
		this.recorder.span(Type.CALL, lock, id, 0, from, System.nanoTime(), waitTime, outcome);
		return outcome;
	}

	private static String outcome(Call call) {
		try {
			return call.run() ? Entry.DONE : Entry.BUSY;
		}
		catch (LockNotAcquiredException ex) {
			return Entry.BUSY;
		}
		catch (LockLostException ex) {
			return Entry.LOST;
		}
		catch (LockStoreException ex) {
			return "store";
		}
		catch (LockRegistryClosedException ex) {
			return "closed";
		}
		catch (LockInterruptedException | InterruptedException ex) {
			return "interrupted";
		}
		catch (DataAccessException | TransactionException ex) {
			return "database";
		}
		catch (Exception ex) {
			return Entry.ERROR + " " + ex.toString().replaceAll("\\s+", " ");
		}
	}

	/**
	 * A call under a lock.
	 */
	@FunctionalInterface
	interface Call {

		boolean run() throws Exception;

	}

}
