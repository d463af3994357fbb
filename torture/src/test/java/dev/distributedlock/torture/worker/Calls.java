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
 *
 * @author The Distributed Lock authors
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
