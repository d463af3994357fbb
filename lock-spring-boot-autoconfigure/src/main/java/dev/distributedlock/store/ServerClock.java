// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Compares the clock of a store's server with the monotonic clock of this process, and
 * warns when the server's clock steps. Leases end by the server's clock: a step forward
 * ends them early, and a lock can have two holders until the next renewal of the first
 * one fails.
 * <p>
 * Each answer that carries the server's time bounds the difference of the two clocks: the
 * server read its clock between the request and the answer. Bounds of two answers that do
 * not overlap mean a step. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ServerClock {

	private static final Log logger = LogFactory.getLog(ServerClock.class);

	/**
	 * Less may be drift, and is covered by the margin by which holders trust their leases
	 * less than the store does.
	 */
	private static final long SMALLEST_STEP = TimeUnit.MILLISECONDS.toMicros(100);

	/**
	 * Clocks of machines differ by less than one part in so many.
	 */
	private static final int DRIFT = 1000;

	private final LongSupplier nanoTime;

	private final AtomicReference<@Nullable Reading> last = new AtomicReference<>();

	/**
	 * Create a new comparison.
	 */
	public ServerClock() {
		this(System::nanoTime);
	}

	ServerClock(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
	}

	/**
	 * Return the time to remember when a request is sent.
	 * @return the monotonic time in nanoseconds
	 */
	public long sending() {
		return this.nanoTime.getAsLong();
	}

	/**
	 * Take the time that an answer carries.
	 * @param sentAt when the request was sent, from {@link #sending()}
	 * @param serverMicros the server's clock, in microseconds since the epoch
	 */
	public void answered(long sentAt, long serverMicros) {
		Reading reading = new Reading(sentAt, serverMicros - micros(this.nanoTime.getAsLong()),
				serverMicros - micros(sentAt));
		Reading previous = this.last.getAndAccumulate(reading, Reading::later);
		if (previous != null && reading.isLaterThan(previous)) {
			long step = reading.stepSince(previous);
			if (Math.abs(step) >= SMALLEST_STEP + reading.microsSince(previous) / DRIFT) {
				warn(Duration.ofMillis(TimeUnit.MICROSECONDS.toMillis(step)));
			}
		}
	}

	private static long micros(long nanos) {
		return TimeUnit.NANOSECONDS.toMicros(nanos);
	}

	private static void warn(Duration step) {
		String consequence = step.isNegative() ? "back by " + step
			.negated() + ": locks of crashed holders stay taken for that much longer" : "forward by " + step
					+ ": leases ended early, and a lock can have had two holders until the first one's next renewal";
		logger.warn("The clock of the server that keeps the locks stepped " + consequence
				+ ". Let it be synchronised without steps. (If this machine was suspended, it was its clock that stood"
				+ " still.)");
	}

	/**
	 * The difference of the clocks, in microseconds.
	 *
	 * @param sentAt when the request was sent, in nanoseconds
	 * @param least how far the server's clock is ahead at least
	 * @param most how far it is ahead at most
	 */
	private record Reading(long sentAt, long least, long most) {

		static Reading later(@Nullable Reading one, Reading other) {
			return (one == null || other.isLaterThan(one)) ? other : one;
		}

		boolean isLaterThan(Reading other) {
			return this.sentAt - other.sentAt > 0;
		}

		long microsSince(Reading previous) {
			return micros(this.sentAt - previous.sentAt);
		}

		/**
		 * By how much the server's clock has stepped at least; zero if that is not sure.
		 */
		long stepSince(Reading previous) {
			return (this.least > previous.most) ? this.least - previous.most : Math.min(0, this.most - previous.least);
		}

	}

}
