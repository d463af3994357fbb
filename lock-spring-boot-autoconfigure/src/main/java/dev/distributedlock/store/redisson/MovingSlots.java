// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.redisson;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

import org.redisson.client.RedisException;
import org.redisson.client.RedisTryAgainException;

/**
 * Requests for keys in a slot that a cluster is moving from one master to another. A
 * script for several keys is refused unless all of them are at the same master
 * ({@code TRYAGAIN}). A script for a single key works wherever that key is.
 */
final class MovingSlots {

	private static final Duration LONGEST_TIME = Duration.ofSeconds(1);

	private static final Executor PAUSE = CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS);

	private MovingSlots() {
	}

	/**
	 * Send another request if the slot is being moved.
	 * @param answer the answer to the request for several keys
	 * @param smaller sends a request for fewer keys
	 */
	static <T> CompletableFuture<T> orElse(CompletableFuture<T> answer, Supplier<CompletableFuture<T>> smaller) {
		return answer.exceptionallyCompose((ex) -> isMoving(ex) ? smaller.get() : CompletableFuture.failedFuture(ex));
	}

	/**
	 * Repeat a request that cannot be divided, for a bounded time.
	 * @param request sends the request
	 * @param operationTimeout when callers give up
	 */
	static <T> CompletableFuture<T> insist(Supplier<CompletableFuture<T>> request, Duration operationTimeout) {
		Duration half = operationTimeout.dividedBy(2);
		Duration time = (half.compareTo(LONGEST_TIME) < 0) ? half : LONGEST_TIME;
		return insist(request, System.nanoTime() + time.toNanos());
	}

	private static <T> CompletableFuture<T> insist(Supplier<CompletableFuture<T>> request, long until) {
		return request.get()
			.exceptionallyCompose((ex) -> (isMoving(ex) && System.nanoTime() - until < 0)
					? CompletableFuture.supplyAsync(() -> insist(request, until), PAUSE)
						.thenCompose(Function.identity())
					: CompletableFuture.failedFuture(ex));
	}

	/**
	 * Collect the answers to requests for one key each, in the same order.
	 */
	static <T> CompletableFuture<List<T>> all(List<CompletableFuture<T>> answers) {
		return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).handle((done, ex) -> {
			if (ex != null) {
				throw new CompletionException(partly(LockScripts.unwrap(ex)));
			}
			return answers.stream().map(CompletableFuture::join).toList();
		});
	}

	/**
	 * Other requests may have been sent and executed, even if this one was not.
	 */
	private static Throwable partly(Throwable failure) {
		return RedisFailures.isNotSent(failure)
				? new RedisException("A part of the request was not sent. " + RedisFailures.describe(failure), failure)
				: failure;
	}

	private static boolean isMoving(Throwable ex) {
		return LockScripts.unwrap(ex) instanceof RedisTryAgainException;
	}

}
