// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * Until when a lease can be relied on. Never lies behind what the store would say: it is
 * counted from before the request was sent, less a margin for clocks that run at
 * different speeds.
 * <p>
 * The clock that counts cannot be set, but stands still while the machine is suspended.
 * The wall clock does not, and can be set: where it alone has passed the deadline, that
 * is a reason to ask the store, and no more.
 */
final class LeaseDeadline {

	private final EngineTime time;

	private final @Nullable Duration maxHoldTime;

	private final long acquiredAt;

	private final long answeredAt;

	private final AtomicReference<Moment> end;

	LeaseDeadline(EngineTime time, Moment sentAt, Duration remaining, @Nullable Duration maxHoldTime) {
		this.time = time;
		this.maxHoldTime = maxHoldTime;
		this.acquiredAt = sentAt.nanoTime();
		this.answeredAt = time.nanoTime();
		this.end = new AtomicReference<>(end(sentAt, remaining));
	}

	/**
	 * The wall clock gets no margin, so that it is not in doubt because of the margin.
	 */
	private Moment end(Moment sentAt, Duration remaining) {
		Duration left = shortened(remaining, sentAt);
		return new Moment(sentAt.nanoTime() + usable(left), sentAt.wallNanos() + left.toNanos());
	}

	/**
	 * A time from a moment on, as far as the maximum hold time allows. The store bounds
	 * it too, but by a clock that can be set back. Two percent are for clocks that run at
	 * different speeds.
	 */
	private Duration shortened(Duration duration, Moment from) {
		if (this.maxHoldTime == null) {
			return duration;
		}
		long heldFor = from.nanoTime() - this.answeredAt;
		Duration left = this.maxHoldTime.minusNanos(heldFor - heldFor / 50);
		return (duration.compareTo(left) <= 0) ? duration : left;
	}

	/**
	 * Whether the deadline is the end of the maximum hold time.
	 */
	boolean isMaxHoldTime() {
		return this.maxHoldTime != null
				&& nanoTime() - this.acquiredAt > usable(this.maxHoldTime) - TimeUnit.MILLISECONDS.toNanos(1);
	}

	/**
	 * What can be relied on of a time that the store gave: a percent less, and at least
	 * 10 ms (a tenth of a very short time).
	 */
	static long usable(Duration remaining) {
		long nanos = remaining.toNanos();
		return nanos - Math.max(nanos / 100, Math.min(nanos / 10, 10_000_000));
	}

	boolean isPast() {
		return this.time.isPast(nanoTime());
	}

	/**
	 * Whether the deadline has passed by the wall clock alone.
	 */
	boolean isInDoubt() {
		return isInDoubt(this.end.get());
	}

	private boolean isInDoubt(Moment end) {
		return this.time.wallNanos() - end.wallNanos() >= 0 && !this.time.isPast(end.nanoTime());
	}

	/**
	 * Take what the store has answered. Answers may come in another order than requests
	 * were sent, so the later deadline stays, unless it is in doubt.
	 */
	void confirmed(Moment sentAt, Duration remaining) {
		Moment confirmed = end(sentAt, remaining);
		this.end.updateAndGet((current) -> (isInDoubt(current) || confirmed.nanoTime() - current.nanoTime() > 0)
				? confirmed : current);
	}

	long nanoTime() {
		return this.end.get().nanoTime();
	}

	Duration remaining() {
		return this.time.until(nanoTime());
	}

}
