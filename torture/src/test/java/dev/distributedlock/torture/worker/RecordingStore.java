// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.RenewalResult;
import dev.distributedlock.store.WaitTime;
import dev.distributedlock.torture.history.Entry;
import dev.distributedlock.torture.history.Entry.Type;
import dev.distributedlock.torture.history.Recorder;

/**
 * Records every request to a store together with its answer.
 */
final class RecordingStore extends DelegatingStore {

	private final Recorder recorder;

	RecordingStore(LockStore store, Recorder recorder) {
		super(store);
		this.recorder = recorder;
	}

	@Override
	public AcquireResult acquire(Acquisition acquisition, Duration leaseTime, WaitTime waitTime) {
		long from = System.nanoTime();
		AcquireResult result = null;
		try {
			result = super.acquire(acquisition, leaseTime, waitTime);
			return result;
		}
		finally {
			acquired(acquisition, from, result);
		}
	}

	@Override
	public CompletableFuture<AcquireResult> acquireAsync(Acquisition acquisition, Duration leaseTime, WaitTime waitTime,
			Executor blocking) {
		long from = System.nanoTime();
		return super.acquireAsync(acquisition, leaseTime, waitTime, blocking)
			.whenComplete((result, ex) -> acquired(acquisition, from, result));
	}

	private void acquired(Acquisition acquisition, long from, @Nullable AcquireResult result) {
		if (result instanceof AcquireResult.Granted granted) {
			record(Type.ACQUIRE, acquisition, granted.token(), from, granted.remaining(), Entry.DONE);
		}
		else {
			record(Type.ACQUIRE, acquisition, 0, from, Duration.ZERO, (result != null) ? Entry.BUSY : Entry.MAYBE);
		}
	}

	@Override
	public List<RenewalResult> renew(List<Renewal> renewals) {
		long from = System.nanoTime();
		List<RenewalResult> results = List.of();
		try {
			results = super.renew(renewals);
			return results;
		}
		finally {
			renewed(renewals, from, results);
		}
	}

	@Override
	public CompletableFuture<List<RenewalResult>> renewAsync(List<Renewal> renewals, Executor blocking) {
		long from = System.nanoTime();
		List<Renewal> sent = new ArrayList<>(renewals);
		return super.renewAsync(renewals, blocking)
			.whenComplete((results, ex) -> renewed(sent, from, (results != null) ? results : List.of()));
	}

	private void renewed(List<Renewal> renewals, long from, List<RenewalResult> results) {
		for (int i = 0; i < renewals.size(); i++) {
			RenewalResult result = (i < results.size()) ? results.get(i) : null;
			boolean done = result != null && result.outcome() == RenewalResult.Outcome.RENEWED;
			record(Type.RENEW, renewals.get(i).acquisition(), 0, from, done ? result.remaining() : Duration.ZERO,
					done ? Entry.DONE : (result != null) ? result.outcome().name() : Entry.MAYBE);
		}
	}

	@Override
	public ReleaseOutcome release(Acquisition acquisition, Duration minHoldTime) {
		long from = sending(acquisition);
		ReleaseOutcome outcome = null;
		try {
			outcome = super.release(acquisition, minHoldTime);
			return outcome;
		}
		finally {
			released(acquisition, from, outcome);
		}
	}

	@Override
	public CompletableFuture<ReleaseOutcome> releaseAsync(Acquisition acquisition, Duration minHoldTime,
			Executor blocking) {
		long from = sending(acquisition);
		return super.releaseAsync(acquisition, minHoldTime, blocking)
			.whenComplete((outcome, ex) -> released(acquisition, from, outcome));
	}

	/**
	 * A process that is killed has not written down what it has just sent.
	 */
	private long sending(Acquisition acquisition) {
		long from = System.nanoTime();
		released(acquisition, from, null);
		return from;
	}

	private void released(Acquisition acquisition, long from, @Nullable ReleaseOutcome outcome) {
		record(Type.RELEASE, acquisition, 0, from, Duration.ZERO,
				(outcome == ReleaseOutcome.RELEASED) ? Entry.DONE : (outcome != null) ? outcome.name() : Entry.MAYBE);
	}

	private void record(Type type, Acquisition acquisition, long token, long from, Duration time, String detail) {
		long to = System.nanoTime();
		Collection<LockId> locks = acquisition.locks();
		locks.forEach((lock) -> this.recorder.span(type, lock.value(), acquisition.id().toString(), token, from, to,
				time, detail));
	}

}
