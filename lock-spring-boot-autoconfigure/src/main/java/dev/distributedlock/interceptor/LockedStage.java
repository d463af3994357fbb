// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.engine.AsyncScope;

/**
 * One call whose work is done when a {@link CompletionStage} is. Whoever cancels its
 * result cancels the work.
 */
final class LockedStage {

	/**
	 * Begins the work.
	 */
	@FunctionalInterface
	interface Work {

		CompletionStage<?> begin() throws Throwable;

	}

	private final AsyncScope scope;

	private final LockOperation operation;

	private final Work work;

	private final CompletableFuture<@Nullable Object> result = new CompletableFuture<>();

	LockedStage(AsyncScope scope, LockOperation operation, Work work) {
		this.scope = scope;
		this.operation = operation;
		this.work = work;
	}

	CompletableFuture<@Nullable Object> start() {
		Executor executor = CallerContext.capture(this.scope.executor(), this.result::completeExceptionally);
		this.result.whenComplete((value, ex) -> this.scope.close());
		this.scope.open().thenComposeAsync(this::opened, executor).whenComplete(this::ended);
		return this.result;
	}

	private CompletableFuture<@Nullable Object> opened(boolean granted) {
		try {
			if (granted) {
				return untilLoss(this.scope.begin((lease) -> this.work.begin()));
			}
			if (this.operation.skip()) {
				return CompletableFuture.completedFuture(SkippedCalls.value(this.operation));
			}
			throw this.scope.busy();
		}
		catch (Throwable ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * What the work results in, unless its lease is lost before. It is cancelled as soon
	 * as nobody waits for it any more.
	 */
	private CompletableFuture<@Nullable Object> untilLoss(CompletionStage<?> work) {
		CompletableFuture<@Nullable Object> done = new CompletableFuture<>();
		work.whenComplete(
				(value, ex) -> complete(done, value, (ex != null) ? ex : ReturnTypes.notDone(this.operation, value)));
		this.scope.loss().thenAccept(done::completeExceptionally);
		this.result.whenComplete((value, ex) -> done.cancel(false));
		if (work instanceof Future<?> future) {
			done.whenComplete((value, ex) -> future.cancel(true));
		}
		return done;
	}

	private void ended(@Nullable Object value, @Nullable Throwable ex) {
		if (ex != null) {
			Throwable failure = unwrap(ex);
			this.scope.close(failure).thenRun(() -> this.result.completeExceptionally(failure));
		}
		else {
			this.scope.close().thenAccept((loss) -> complete(this.result, value, loss.orElse(null)));
		}
	}

	/**
	 * What a future has failed with, of which dependent ones tell more.
	 */
	static Throwable unwrap(Throwable ex) {
		return (ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex;
	}

	private static void complete(CompletableFuture<@Nullable Object> future, @Nullable Object value,
			@Nullable Throwable ex) {
		if (ex != null) {
			future.completeExceptionally(ex);
		}
		else {
			future.complete(value);
		}
	}

}
