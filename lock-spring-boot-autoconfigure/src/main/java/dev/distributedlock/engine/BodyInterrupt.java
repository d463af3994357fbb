// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts the thread that works under a lease when the lease is lost: only while it
 * does, and not in the middle of a commit that cannot be told from outside any more. Its
 * flag is cleared when the work ends.
 */
final class BodyInterrupt {

	private static final Log logger = LogFactory.getLog(BodyInterrupt.class);

	private final Executor executor;

	private @Nullable Thread body;

	private boolean requested;

	private int deferrals;

	private boolean interrupted;

	/**
	 * Create a new interrupt.
	 * @param executor interrupts; never blocks
	 */
	BodyInterrupt(Executor executor) {
		this.executor = executor;
	}

	/**
	 * Start the work, on this thread.
	 * @return false if it has been started before, which includes this
	 */
	boolean begin() {
		return update(() -> {
			if (this.body != null) {
				return false;
			}
			this.body = Thread.currentThread();
			return true;
		});
	}

	/**
	 * End the work, on the same thread.
	 * @return whether it had been interrupted
	 */
	boolean end() {
		return update(() -> {
			boolean interrupted = this.interrupted && this.body != null;
			this.body = null;
			this.interrupted = false;
			return interrupted && Thread.interrupted();
		});
	}

	/**
	 * Interrupt the work, if there is any, now or later. Hands that over: this may be a
	 * thread that must not wait.
	 */
	void request() {
		try {
			this.executor.execute(() -> update(() -> this.requested = true));
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Not interrupted, because the registry has been closed");
		}
	}

	/**
	 * Do not interrupt until {@link #resume()}.
	 */
	void defer() {
		update(() -> this.deferrals++ == 0);
	}

	/**
	 * Whether a commit is under way.
	 */
	boolean isDeferred() {
		return update(() -> this.deferrals > 0);
	}

	void resume() {
		update(() -> --this.deferrals == 0);
	}

	/**
	 * Interrupt again, if the work was, because the flag has been cleared.
	 */
	void repeat() {
		update(() -> {
			this.interrupted = false;
			return true;
		});
	}

	private synchronized boolean update(BooleanSupplier change) {
		boolean result = change.getAsBoolean();
		if (this.requested && this.deferrals == 0 && !this.interrupted && this.body != null) {
			this.interrupted = true;
			this.body.interrupt();
		}
		return result;
	}

}
