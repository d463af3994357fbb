// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

import dev.distributedlock.LockContext;
import dev.distributedlock.engine.AsyncScope;

/**
 * One subscription to work that is done when its publisher has ended. A subscriber that
 * cancels ends it as well, and so does the loss of the lease.
 */
final class LockedPublisher {

	/**
	 * Begins the work.
	 */
	@FunctionalInterface
	interface Work {

		Publisher<Object> begin() throws Throwable;

	}

	private final AsyncScope scope;

	private final boolean skip;

	private final Work work;

	/**
	 * What ends the work from outside.
	 */
	private final CompletableFuture<Throwable> interruption = new CompletableFuture<>();

	/**
	 * Create a new subscription.
	 * @param skip whether there is no work if the lock is busy, instead of a failure
	 */
	LockedPublisher(AsyncScope scope, boolean skip, Work work) {
		this.scope = scope;
		this.skip = skip;
		this.work = work;
		scope.loss().thenAccept(this.interruption::complete);
	}

	/**
	 * Return the signals of the work. It completes after the lock has been released.
	 */
	Flux<Object> flux() {
		return Flux
			.usingWhen(Mono.just(this.scope), (scope) -> work(), (scope) -> closed(), (scope, ex) -> failed(ex),
					(scope) -> closed())
			.concatWith(Mono.defer(this::loss));
	}

	/**
	 * Ended by a value, not by an error, which would not cancel the work.
	 */
	private Flux<Object> work() {
		return Mono.create(this::open)
			.flatMapMany(this::opened)
			.takeUntilOther(Mono.fromFuture(this.interruption, true))
			.concatWith(Mono.defer(this::cutOff))
			.contextWrite((context) -> context.put(LockContext.class, this.scope));
	}

	/**
	 * Goes on on the thread that the scope wants, which none of Reactor's would be.
	 */
	private void open(MonoSink<Boolean> sink) {
		this.scope.open().handleAsync((granted, ex) -> {
			if (ex != null) {
				sink.error(LockedStage.unwrap(ex));
			}
			else {
				sink.success(granted);
			}
			return granted;
		}, this.scope.executor()).exceptionally((rejected) -> {
			sink.error(rejected);
			return false;
		});
	}

	private Publisher<Object> opened(boolean granted) {
		try {
			if (granted) {
				Publisher<Object> begun = this.scope.begin((lease) -> this.work.begin());
				return (subscriber) -> this.scope.goOn(() -> subscribe(begun, subscriber));
			}
			return this.skip ? Flux.empty() : Flux.error(this.scope.busy());
		}
		catch (Throwable ex) {
			return Flux.error(ex);
		}
	}

	/**
	 * Reactor drops errors that it takes for fatal, and nobody would be told.
	 */
	private void subscribe(Publisher<Object> begun, Subscriber<? super Object> subscriber) {
		try {
			begun.subscribe(subscriber);
		}
		catch (Throwable ex) {
			this.interruption.complete(ex);
		}
	}

	private Mono<Object> cutOff() {
		return this.interruption.isDone() ? Mono.error(this.interruption.join()) : Mono.empty();
	}

	private Mono<?> closed() {
		return Mono.fromFuture(this.scope.close(), true);
	}

	private Mono<?> failed(Throwable ex) {
		return Mono.fromFuture(this.scope.close(ex), true);
	}

	/**
	 * The scope has ended. Not a failure of what ends it: that would be wrapped.
	 */
	private Mono<Object> loss() {
		return this.scope.close().getNow(Optional.empty()).<Mono<Object>>map(Mono::error).orElseGet(Mono::empty);
	}

}
