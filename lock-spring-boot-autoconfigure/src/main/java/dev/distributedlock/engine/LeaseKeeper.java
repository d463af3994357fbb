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

package dev.distributedlock.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import dev.distributedlock.LockLease;
import dev.distributedlock.LockLostEvent;
import dev.distributedlock.LockStoreException;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.RenewalResult;

/**
 * Looks after leases from grant to end: has them renewed, asks and tells the store about
 * them, and passes on the news of their loss.
 *
 * @author The Distributed Lock authors
 */
final class LeaseKeeper {

	private static final Log logger = LogFactory.getLog(LeaseKeeper.class);

	private static final Duration RESEND_PAUSE = Duration.ofMillis(250);

	private final LockStore store;

	private final EngineThreads threads;

	private final Consumer<LockLostEvent> lossListener;

	private final LeaseRenewer renewer;

	LeaseKeeper(LockStore store, EngineThreads threads, Consumer<LockLostEvent> lossListener) {
		this.store = store;
		this.threads = threads;
		this.lossListener = lossListener;
		this.renewer = new LeaseRenewer(store, threads.time(), threads.renewals());
	}

	EngineTime time() {
		return this.threads.time();
	}

	void keep(Lease lease) {
		this.renewer.add(lease);
	}

	/**
	 * Leases that have neither been released nor lost.
	 */
	List<Lease> kept() {
		return this.renewer.leases();
	}

	boolean verify(Lease lease) {
		return askToRenew(lease, Duration.ZERO).outcome() != RenewalResult.Outcome.LOST;
	}

	boolean extend(Lease lease, Duration duration) {
		long sentAt = time().nanoTime();
		RenewalResult result = askToRenew(lease, duration);
		switch (result.outcome()) {
			case RENEWED -> lease.renewed(sentAt, result.remaining());
			case BLOCKED -> throw new LockStoreException(
					"The lease of lock '" + lease.name() + "' could not be extended: its row is locked", null);
			case LOST -> {
				return false;
			}
		}
		return true;
	}

	private RenewalResult askToRenew(Lease lease, Duration leaseTime) {
		RenewalResult result = this.store.renew(List.of(lease.toRenewal(leaseTime))).get(0);
		if (result.outcome() == RenewalResult.Outcome.LOST) {
			lease.lose("the store has it no more");
		}
		return result;
	}

	/**
	 * Tell the store, on this thread. The lease ends all the same if that fails; then it
	 * is tried again in the background until nothing is left to release.
	 */
	ReleaseOutcome release(Lease lease) {
		this.renewer.remove(lease);
		boolean interrupted = Thread.interrupted();
		try {
			return this.store.release(lease.acquisition(), lease.minHoldTime());
		}
		catch (RuntimeException ex) {
			logger.warn("Failed to release lock '" + lease.name() + "' (token " + lease.fencingToken()
					+ "), will try again until its lease ends", ex);
			resendRelease(lease.acquisition(), lease.minHoldTime(), lease.deadline());
			return ReleaseOutcome.UNKNOWN;
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/**
	 * Give back what an acquisition may have been granted without anybody knowing.
	 */
	void giveBack(Acquisition acquisition, Duration leaseTime) {
		resendRelease(acquisition, Duration.ZERO, time().nanoTime() + leaseTime.toNanos());
	}

	private void resendRelease(Acquisition acquisition, Duration minHoldTime, long until) {
		if (time().isPast(until)) {
			return;
		}
		try {
			this.store.releaseAsync(acquisition, minHoldTime, this.threads.blocking()).exceptionally((ex) -> {
				time().runAfter(RESEND_PAUSE.toNanos(), () -> resendRelease(acquisition, minHoldTime, until));
				return ReleaseOutcome.UNKNOWN;
			});
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Not released, because the registry has been closed: " + acquisition.locks());
		}
	}

	void lost(Lease lease, String reason) {
		this.renewer.remove(lease);
		logger.warn("Lost lock '" + lease.name() + "' (token " + lease.fencingToken() + "): " + reason);
		notify(lease, (lost) -> this.lossListener.accept(new LockLostEvent(lost, reason)));
	}

	void notify(Lease lease, Consumer<LockLease> callback) {
		try {
			this.threads.callbacks().execute(() -> {
				try {
					callback.accept(lease);
				}
				catch (RuntimeException ex) {
					logger.error("A callback for the loss of lock '" + lease.name() + "' failed", ex);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			logger.warn("Nobody was told of the loss of lock '" + lease.name() + "': the registry has been closed");
		}
	}

}
