// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import kotlin.Metadata;
import kotlin.coroutines.Continuation;

import dev.distributedlock.DistributedLock;
import dev.distributedlock.OnBusy;

/**
 * What Kotlin's compiler makes of this class, metadata included:
 *
 * <pre>
 * open class KotlinJobs {
 *   open fun text(id: Long): String = ""
 *   open fun textOrNull(id: Long): String? = null
 *   open fun unit() {}
 *   open fun list(): List&lt;String&gt; = listOf()
 *   open fun optional(): Optional&lt;String&gt; = Optional.empty()
 *   open fun future(): CompletableFuture&lt;String&gt; = CompletableFuture()
 *   open fun futureOrNull(): CompletableFuture&lt;String?&gt; = CompletableFuture()
 *   open fun futureOfNothing(): CompletableFuture&lt;Void&gt; = CompletableFuture()
 *   open fun futureOfOptional(): CompletableFuture&lt;Optional&lt;String&gt;&gt; = CompletableFuture()
 *   open suspend fun suspended(): String = ""
 * }
 * </pre>
 */
@Metadata(mv = { 2, 1, 0 }, k = 1, xi = 48,
		d1 = { "\u0000<\n\u0002\u0018\u0002\n\u0002\u0010\u0000\n\u0002\b\u0003\n\u0002\u0010\u000e\n"
				+ "\u0000\n\u0002\u0010\t\n\u0002\b\u0002\n\u0002\u0010\u0002\n\u0000\n\u0002\u0010 \n"
				+ "\u0000\n\u0002\u0018\u0002\n\u0000\n\u0002\u0018\u0002\n\u0002\b\u0002\n\u0002\u0018"
				+ "\u0002\n\u0002\b\u0003\b\u0010\u0018\u00002\u00020\u0001B\u0007\u00a2\u0006\u0004\b"
				+ "\u0002\u0010\u0003J\u0010\u0010\u0004\u001a\u00020\u00052\u0006\u0010\u0006\u001a\u00020"
				+ "\u0007H\u0016J\u0012\u0010\b\u001a\u0004\u0018\u00010\u00052\u0006\u0010\u0006\u001a"
				+ "\u00020\u0007H\u0016J\b\u0010\t\u001a\u00020\nH\u0016J\u000e\u0010\u000b\u001a\b\u0012"
				+ "\u0004\u0012\u00020\u00050\fH\u0016J\u000e\u0010\r\u001a\b\u0012\u0004\u0012\u00020"
				+ "\u00050\u000eH\u0016J\u000e\u0010\u000f\u001a\b\u0012\u0004\u0012\u00020\u00050\u0010H"
				+ "\u0016J\u0010\u0010\u0011\u001a\n\u0012\u0006\u0012\u0004\u0018\u00010\u00050\u0010H"
				+ "\u0016J\u000e\u0010\u0012\u001a\b\u0012\u0004\u0012\u00020\u00130\u0010H\u0016J\u0014"
				+ "\u0010\u0014\u001a\u000e\u0012\n\u0012\b\u0012\u0004\u0012\u00020\u00050\u000e0\u0010H"
				+ "\u0016J\u000e\u0010\u0015\u001a\u00020\u0005H\u0096@\u00a2\u0006\u0002\u0010\u0016" },
		d2 = { "Ldev/distributedlock/interceptor/KotlinJobs;", "", "<init>", "()V", "text", "", "id", "", "textOrNull",
				"unit", "", "list", "", "optional", "Ljava/util/Optional;", "future",
				"Ljava/util/concurrent/CompletableFuture;", "futureOrNull", "futureOfNothing", "Ljava/lang/Void;",
				"futureOfOptional", "suspended", "(Lkotlin/coroutines/Continuation;)Ljava/lang/Object;" })
class KotlinJobs {

	@DistributedLock(name = "x", onBusy = OnBusy.SKIP)
	public String text(long id) {
		return "";
	}

	@DistributedLock(name = "x", onBusy = OnBusy.SKIP)
	public String textOrNull(long id) {
		return "";
	}

	@DistributedLock(name = "x", onBusy = OnBusy.SKIP)
	public void unit() {
	}

	@DistributedLock(name = "x", onBusy = OnBusy.SKIP)
	public List<String> list() {
		return List.of();
	}

	@DistributedLock(name = "x", onBusy = OnBusy.SKIP)
	public Optional<String> optional() {
		return Optional.empty();
	}

	@DistributedLock(name = "x", onBusy = OnBusy.SKIP)
	public CompletableFuture<String> future() {
		return new CompletableFuture<>();
	}

	@DistributedLock(name = "x", onBusy = OnBusy.SKIP)
	public CompletableFuture<String> futureOrNull() {
		return new CompletableFuture<>();
	}

	@DistributedLock(name = "x", onBusy = OnBusy.SKIP)
	public CompletableFuture<Void> futureOfNothing() {
		return new CompletableFuture<>();
	}

	@DistributedLock(name = "x", onBusy = OnBusy.SKIP)
	public CompletableFuture<Optional<String>> futureOfOptional() {
		return new CompletableFuture<>();
	}

	@DistributedLock(name = "x", onBusy = OnBusy.SKIP)
	public Object suspended(Continuation<? super String> completion) {
		return "";
	}

}
