// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockCallback;
import dev.distributedlock.LockContext;
import dev.distributedlock.LockContextHolder;
import dev.distributedlock.LockLease;
import dev.distributedlock.LockLostException;
import dev.distributedlock.LockNotAcquiredException;
import dev.distributedlock.LockRegistryClosedException;
import dev.distributedlock.LockRequest;
import dev.distributedlock.OnLost;
import dev.distributedlock.store.ReleaseOutcome;

import org.springframework.util.Assert;

/**
 * The part of a call chain that runs under one lease on any threads. It is opened once
 * and has to be closed, whatever happens. Nothing here blocks.
 * <p>
 * A call chain that holds the lock already keeps its lease until this scope is closed,
 * too.
 *
 * @since 0.1.0
 */
public final class AsyncScope implements LockContext {

	private enum State {

		NEW, OPEN, CLOSED

	}

	private static final Log logger = LogFactory.getLog(AsyncScope.class);

	private final DefaultLockRegistry registry;

	private final PendingAcquisition pending;

	private final @Nullable LockContext parent;

	private final @Nullable Lease held;

	private final AtomicReference<State> state = new AtomicReference<>(State.NEW);

	/**
	 * What the work waits for.
	 */
	private final CompletableFuture<Optional<LockLease>> grant = new CompletableFuture<>();

	/**
	 * What is to be released, which may have come too late for the work.
	 */
	private final CompletableFuture<Optional<LockLease>> settled = new CompletableFuture<>();

	private final CompletableFuture<LockLostException> loss = new CompletableFuture<>();

	private final Consumer<LockLease> onLost = this::lost;

	/**
	 * Steps of the work that some thread is taking. The lock is not released before they
	 * have been taken, even if the work is cancelled meanwhile.
	 */
	private final RunningWork steps = new RunningWork();

	private final CompletableFuture<Optional<LockLostException>> end = new CompletableFuture<>();

	private volatile @Nullable Lease lease;

	/**
	 * Create a new scope.
	 * @param parent the level around the work, null if there is none
	 * @param held the lease that the call chain has already, null if it has none
	 */
	AsyncScope(DefaultLockRegistry registry, LockRequest request, @Nullable LockContext parent, @Nullable Lease held) {
		this.registry = registry;
		this.pending = registry.pending(request);
		this.parent = parent;
		this.held = held;
	}

	/**
	 * Return whether the call chain holds the lock already.
	 * @return whether nothing is going to be acquired
	 */
	public boolean isReentrant() {
		return this.held != null;
	}

	/**
	 * Acquire the lock. To give that up, close the scope: cancelling the result does
	 * nothing.
	 * @return a future with true if it was granted, or false if it stayed busy; go on
	 * with the {@link #executor()}
	 */
	public CompletableFuture<Boolean> open() {
		Assert.state(this.state.compareAndSet(State.NEW, State.OPEN), "The scope has been opened");
		this.registry.work().begin();
		try {
			if (this.held != null && reenter(this.held)) {
				answered(Optional.of(this.held), null);
			}
			else {
				CompletableFuture<Optional<LockLease>> acquisition = this.registry.acquireAsync(this.pending);
				acquisition.whenComplete(this::answered);
				this.grant.whenComplete((found, ex) -> acquisition.cancel(false));
			}
		}
		catch (Throwable ex) {
			answered(null, ex);
		}
		return this.grant.thenApply(this::granted);
	}

	/**
	 * Return what begins the work when the scope is open: this thread if it has the lock
	 * already, and otherwise a thread of the registry, even if the lock was granted at
	 * once. Whoever calls must neither be held up nor have the work in its transaction.
	 * @return the executor
	 */
	public Executor executor() {
		return (task) -> {
			if (this.held != null && this.lease == this.held) {
				task.run();
			}
			else {
				executeElsewhere(task);
			}
		};
	}

	private void executeElsewhere(Runnable task) {
		try {
			this.registry.threads().work().execute(task);
		}
		catch (RejectedExecutionException ex) {
			// Only to tell that nothing is begun any more.
			close();
			task.run();
		}
	}

	private boolean reenter(Lease held) {
		if (held.isLost()) {
			throw held.loss();
		}
		boolean retained = held.holds().retain();
		if (retained) {
			held.schedule().raiseMinHoldTime(this.pending.terms().minHoldTime());
		}
		return retained;
	}

	private void answered(@Nullable Optional<LockLease> found, @Nullable Throwable ex) {
		if (found != null) {
			this.grant.complete(found);
		}
		else {
			this.grant.completeExceptionally((ex != null) ? ex : new CancellationException());
		}
		this.settled.complete((found != null) ? found : Optional.empty());
	}

	private boolean granted(Optional<LockLease> found) {
		if (found.isEmpty()) {
			return false;
		}
		Lease lease = (Lease) found.get();
		this.lease = lease;
		lease.onLost(this.onLost, this.registry.threads().results());
		return true;
	}

	private void lost(LockLease lost) {
		if (this.pending.terms().onLost() == OnLost.INTERRUPT) {
			this.loss.complete(((Lease) lost).loss());
		}
	}

	@Override
	public LockLease lease() {
		Lease lease = this.lease;
		Assert.state(lease != null, "The lock has not been granted");
		return lease;
	}

	@Override
	public @Nullable LockContext parent() {
		return this.parent;
	}

	/**
	 * Return what tells who asks for it that the lock was busy.
	 * @return the exception
	 */
	public LockNotAcquiredException busy() {
		return this.registry.busy(this.pending);
	}

	/**
	 * Return what ends the work if the lease is lost, unless it is only to be told of it.
	 * @return a future that is completed with what to fail with, on any thread, or stays
	 * as it is
	 */
	public CompletableFuture<LockLostException> loss() {
		return this.loss;
	}

	/**
	 * Begin the work on this thread, which has the lease bound meanwhile, and is
	 * interrupted if that is lost.
	 * @param <T> the type of the result
	 * @param <E> what the step throws
	 * @param step begins the work
	 * @return what it returned
	 * @throws E what it threw
	 * @throws LockLostException if the lease was lost before the work began
	 * @throws CancellationException if the scope has been closed
	 * @throws LockRegistryClosedException if the registry has
	 */
	public <T extends @Nullable Object, E extends Throwable> T begin(LockCallback<T, E> step) throws E {
		if (!enter()) {
			throw this.registry.isRunning() ? new CancellationException("The work was cancelled before it began")
					: this.pending.closed();
		}
		try {
			Lease lease = (Lease) lease();
			if (lease.isLost()) {
				throw lease.loss();
			}
			LockScope scope = LockScope.step(lease, this.parent);
			try {
				return step.run(scope.lease());
			}
			finally {
				scope.leave();
			}
		}
		finally {
			this.steps.end();
		}
	}

	private boolean enter() {
		this.steps.begin();
		boolean open = this.state.get() == State.OPEN;
		if (!open) {
			this.steps.end();
		}
		return open;
	}

	/**
	 * Go on with the work on this thread, which has the lease bound meanwhile, but does
	 * not re-enter it: the work of others may run on it as well. Does nothing if the
	 * scope has been closed.
	 * @param step goes on with the work
	 */
	public void goOn(Runnable step) {
		if (!enter()) {
			return;
		}
		LockContext previous = LockContextHolder.getContext();
		LockContextHolder.setContext(this);
		try {
			step.run();
		}
		finally {
			LockContextHolder.setContext(previous);
			this.steps.end();
		}
	}

	/**
	 * End the scope and release its lease, when a step that is being taken has been. What
	 * has not been granted yet is asked for no longer.
	 * @return a future that does not fail, with the loss of the lease while the scope was
	 * open; empty also if the loss does not matter to the work
	 */
	public CompletableFuture<Optional<LockLostException>> close() {
		State previous = this.state.getAndSet(State.CLOSED);
		if (previous == State.NEW) {
			this.end.complete(Optional.empty());
		}
		else if (previous == State.OPEN) {
			this.grant.cancel(false);
			CompletableFuture<@Nullable Void> idle = new CompletableFuture<>();
			this.steps.whenNone(() -> idle.complete(null));
			this.settled.thenCombine(idle, (found, none) -> found)
				.thenCompose((found) -> found.isPresent() ? release((Lease) found.get())
						: CompletableFuture.completedFuture(Optional.<LockLostException>empty()))
				.whenComplete(this::ended);
		}
		return this.end;
	}

	/**
	 * End the scope of work that has failed.
	 * @param failure what it failed with; carries the loss of the lease as suppressed, if
	 * it was lost
	 * @return a future that is done when the scope has ended
	 */
	public CompletableFuture<?> close(Throwable failure) {
		return close().thenAccept((loss) -> LockScope.addLoss(failure, loss.orElse(null)));
	}

	private CompletableFuture<Optional<LockLostException>> release(Lease lease) {
		lease.removeOnLost(this.onLost);
		return this.registry.threads().release(() -> Optional.ofNullable(LockScope.end(lease, () -> drop(lease))));
	}

	private @Nullable ReleaseOutcome drop(Lease lease) {
		return (lease == this.held) ? lease.drop() : lease.releaseOnce();
	}

	private void ended(@Nullable Optional<LockLostException> loss, @Nullable Throwable ex) {
		if (ex != null) {
			logger.warn("Lock " + this.pending.request() + " was not released, and ends with its lease",
					(ex.getCause() instanceof RejectedExecutionException) ? null : ex);
		}
		this.registry.work().end();
		this.end.complete((loss != null) ? loss : Optional.empty());
	}

}
