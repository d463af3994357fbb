// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.redisson;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.redisson.api.RFuture;
import org.redisson.api.RScript;
import org.redisson.api.RScript.Mode;
import org.redisson.api.RScript.ReturnType;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.OptionalOptions;
import org.redisson.client.RedisNoScriptException;
import org.redisson.config.Config;
import org.redisson.config.SubscriptionMode;

import dev.distributedlock.LockStoreException;
import dev.distributedlock.store.RequestNotSentException;

/**
 * Has servers execute scripts: by their digests, or sent whole to a server that does not
 * know them. Always on a master, and never again of Redisson's own accord.
 */
final class LockScripts {

	/**
	 * By how much Redisson may be late to say that there was no answer.
	 */
	private static final Duration MARGIN = Duration.ofMillis(500);

	/**
	 * How many registrations of replicas that have gone a script passes over.
	 */
	private static final int MOST_PASSED_OVER = 100;

	private final RScript scripts;

	private final String retention;

	private final int passesOver;

	private final Duration limit;

	/**
	 * A master of a cluster that goes away is the affair of its own locks.
	 */
	private final boolean cluster;

	private final Reachability reachability = new Reachability();

	LockScripts(RedissonClient client, RedissonLockStoreOptions options) {
		this.scripts = client.getScript(OptionalOptions.defaults()
			.codec(HeapStringCodec.INSTANCE)
			.timeout(options.operationTimeout())
			.retryAttempts(0));
		this.retention = Long.toString(options.retention().toMillis());
		this.passesOver = countsListeners(client.getConfig()) ? MOST_PASSED_OVER : 0;
		this.cluster = client.getConfig().isClusterConfig();
		this.limit = options.operationTimeout().plus(MARGIN);
	}

	/**
	 * Whether {@code PUBLISH} returns how many listeners there are: if all of them listen
	 * where scripts are executed.
	 */
	private static boolean countsListeners(Config config) {
		return config.isSingleConfig() || (config.isSentinelConfig()
				&& config.useSentinelServers().getSubscriptionMode() == SubscriptionMode.MASTER);
	}

	/**
	 * Call a script.
	 * @param script the script
	 * @param keys its keys, all in one bucket
	 * @param args its arguments, but for those that every script has
	 * @return the answer
	 */
	CompletableFuture<List<Object>> call(LockScript script, List<Object> keys, Object... args) {
		Object[] all = withCommon(args);
		return send(() -> this.scripts.evalShaAsync(Mode.READ_WRITE, script.digest(), ReturnType.LIST, keys, all))
			.exceptionallyCompose((ex) -> (unwrap(ex) instanceof RedisNoScriptException)
					? send(() -> this.scripts.evalAsync(Mode.READ_WRITE, script.source(), ReturnType.LIST, keys, all))
					: CompletableFuture.failedFuture(ex));
	}

	private Object[] withCommon(Object[] args) {
		Object[] all = new Object[args.length + 2];
		all[0] = this.retention;
		all[1] = this.passesOver;
		System.arraycopy(args, 0, all, 2, args.length);
		return all;
	}

	private CompletableFuture<List<Object>> send(Supplier<RFuture<List<Object>>> call) {
		try {
			CompletableFuture<List<Object>> answer = call.get().toCompletableFuture();
			if (!this.cluster) {
				answer.whenComplete((reply, ex) -> this.reachability.completed((ex != null) ? unwrap(ex) : null));
			}
			return answer;
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * Name the task in a failure, which comes in a bounded time.
	 */
	<T> CompletableFuture<T> bound(String task, CompletableFuture<T> answer) {
		return answer.orTimeout(this.limit.toNanos(), TimeUnit.NANOSECONDS).handle((result, ex) -> {
			if (ex != null) {
				throw failure(task, ex);
			}
			return result;
		});
	}

	/**
	 * Wait for the answer, for a bounded time, but regardless of interruption: a grant
	 * whose answer nobody has seen would be nobody's.
	 */
	<T> T await(String task, CompletableFuture<T> answer) {
		boolean interrupted = false;
		long until = System.nanoTime() + this.limit.toNanos();
		try {
			while (true) {
				try {
					return answer.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
		}
		catch (ExecutionException | TimeoutException ex) {
			throw failure(task, ex);
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	static LockStoreException failure(String task, Throwable ex) {
		Throwable cause = unwrap(ex);
		String message = "Failed to " + task + ". " + RedisFailures.describe(cause);
		return RedisFailures.isNotSent(cause) ? new RequestNotSentException(message, cause)
				: new LockStoreException(message, cause);
	}

	static Throwable unwrap(Throwable ex) {
		Throwable cause = ex;
		while ((cause instanceof CompletionException || cause instanceof ExecutionException)
				&& cause.getCause() != null) {
			cause = cause.getCause();
		}
		return cause;
	}

}
