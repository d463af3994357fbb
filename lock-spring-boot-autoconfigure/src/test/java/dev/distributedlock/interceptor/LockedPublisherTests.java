// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Single;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import dev.distributedlock.DistributedLock;
import dev.distributedlock.LockContextHolder;
import dev.distributedlock.LockLease;
import dev.distributedlock.LockLostException;
import dev.distributedlock.LockNotAcquiredException;
import dev.distributedlock.LockRegistry;
import dev.distributedlock.LockRegistryClosedException;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockStoreException;
import dev.distributedlock.LockTemplate;
import dev.distributedlock.OnBusy;
import dev.distributedlock.OnLost;
import dev.distributedlock.ReactiveLockContextHolder;
import dev.distributedlock.autoconfigure.DistributedLockAutoConfiguration;
import dev.distributedlock.engine.DefaultLockRegistry;
import dev.distributedlock.store.LockStore;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

/**
 * Tests of locked methods whose work is done when their publisher has ended.
 */
class LockedPublisherTests extends LateWorkTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class, AopAutoConfiguration.class))
		.withBean(LockStore.class, () -> this.store)
		.withBean(Jobs.class);

	private final TestPublisher<String> work = TestPublisher.create();

	private void run(TestOf test) {
		this.contextRunner.run((context) -> test.run(context.getBean(Jobs.class), context.getBean(LockRegistry.class)));
	}

	@FunctionalInterface
	private interface TestOf {

		void run(Jobs jobs, LockRegistry registry) throws Exception;

	}

	@Test
	void nothingHappensBeforeSomebodySubscribes() {
		run((jobs, registry) -> {
			Mono<String> mono = jobs.mono(() -> Mono.just("done"));
			assertThat(jobs.runs()).isZero();
			assertThat(isFree(registry)).isTrue();
			assertThat(mono.block()).isEqualTo("done");
			assertThat(mono.block()).isEqualTo("done");
			assertThat(jobs.runs()).isEqualTo(2);
		});
	}

	@Test
	void theLockIsHeldUntilAMonoHasEnded() {
		run((jobs, registry) -> {
			CompletableFuture<String> result = jobs.mono(this.work::mono).toFuture();
			await().until(this.work::wasSubscribed);
			assertThat(isFree(registry)).isFalse();
			this.work.emit("done");
			assertThat(result.get()).isEqualTo("done");
			assertThat(isFree(registry)).isTrue();
		});
	}

	@Test
	void theLockIsHeldUntilAFluxHasEnded() {
		run((jobs, registry) -> StepVerifier.create(jobs.flux(this.work::flux))
			.then(() -> await().until(this.work::wasSubscribed))
			.then(() -> this.work.next("one", "two"))
			.expectNext("one", "two")
			.then(() -> assertThat(isFree(registry)).isFalse())
			.then(this.work::complete)
			.expectComplete()
			.verifyThenAssertThat()
			.hasNotDroppedErrors());
		run((jobs, registry) -> {
			assertThat(jobs.flux(() -> Flux.range(1, 1000).map(String::valueOf)).count().block()).isEqualTo(1000);
			assertThat(isFree(registry)).isTrue();
		});
	}

	@Test
	void theLockIsReleasedWhenTheWorkFails() {
		run((jobs, registry) -> {
			StepVerifier.create(jobs.mono(() -> Mono.error(new UnsupportedOperationException())))
				.verifyError(UnsupportedOperationException.class);
			assertThat(isFree(registry)).isTrue();
			StepVerifier.create(jobs.flux(() -> {
				throw new UnsupportedOperationException();
			})).verifyError(UnsupportedOperationException.class);
			assertThat(isFree(registry)).isTrue();
			StepVerifier.create(jobs.mono(() -> null))
				.verifyErrorSatisfies(
						(ex) -> assertThat(ex).hasMessageContaining("Jobs.mono").hasMessageContaining("returned null"));
			assertThat(isFree(registry)).isTrue();
		});
	}

	@Test
	void theLockIsReleasedWhenTheSubscriberCancels() {
		run((jobs, registry) -> {
			StepVerifier.create(jobs.flux(this.work::flux))
				.then(() -> await().until(this.work::wasSubscribed))
				.then(() -> this.work.next("one"))
				.expectNext("one")
				.thenCancel()
				.verify();
			this.work.assertCancelled();
			await().until(() -> isFree(registry));
		});
	}

	@Test
	void theLockIsNotReleasedWhileTheWorkIsBeingSubscribedTo() {
		run((jobs, registry) -> {
			CountDownLatch begun = new CountDownLatch(1);
			CountDownLatch goOn = new CountDownLatch(1);
			Disposable subscription = jobs.mono(() -> Mono.fromCallable(() -> {
				begun.countDown();
				goOn.await();
				return "done";
			})).subscribe();
			begun.await();
			subscription.dispose();
			assertThat(isFree(registry)).isFalse();
			goOn.countDown();
			await().until(() -> isFree(registry));
		});
	}

	@Test
	void aClosedRegistryIsTold() {
		run((jobs, registry) -> {
			((DefaultLockRegistry) registry).close();
			StepVerifier.create(jobs.mono(this.work::mono)).verifyError(LockRegistryClosedException.class);
			StepVerifier.create(jobs.flux(this.work::flux)).verifyError(LockRegistryClosedException.class);
		});
	}

	@Test
	void whoCancelsEndsTheWait() {
		List<Throwable> dropped = new CopyOnWriteArrayList<>();
		Hooks.onErrorDropped(dropped::add);
		try {
			run((jobs, registry) -> {
				LockLease lease = registry.acquire(REQUEST);
				StepVerifier.create(jobs.waiting(this.work::mono)).expectSubscription().thenCancel().verify();
				lease.release();
				await().until(() -> isFree(registry));
				assertThat(jobs.runs()).isZero();
			});
		}
		finally {
			Hooks.resetOnErrorDropped();
		}
		assertThat(dropped).isEmpty();
	}

	@Test
	void theWorkNeverBeginsOnTheThreadOfItsSubscriber() {
		run((jobs, registry) -> {
			for (int i = 0; i < 500; i++) {
				assertThat(jobs.mono(() -> Mono.just(Thread.currentThread().getName())).block())
					.startsWith("distributed-lock-work-");
			}
		});
	}

	@Test
	void aFluxCompletesWithoutFurtherDemand() {
		run((jobs, registry) -> StepVerifier.create(jobs.flux(() -> Flux.just("one", "two")), 2)
			.expectNext("one", "two")
			.verifyComplete());
	}

	@Test
	void adviceInsideOfTheLockKnowsItsCallEachTime() {
		this.contextRunner.withBean(LockedStageTests.Aspects.class).run((context) -> {
			Mono<String> mono = context.getBean(Jobs.class).mono(() -> Mono.just("done"));
			assertThat(mono.block()).isEqualTo("done");
			assertThat(mono.block()).isEqualTo("done");
			assertThat(context.getBean(LockedStageTests.Aspects.class).advised()).isEqualTo("mono");
			assertThat(context.getBean(Jobs.class).runs()).isEqualTo(2);
		});
	}

	@Test
	void whoSubscribesDoesNotWaitForTheLock() {
		run((jobs, registry) -> {
			LockLease lease = registry.acquire(REQUEST);
			CompletableFuture<String> result = jobs.waiting(() -> Mono.just("done")).toFuture();
			assertThat(result).isNotDone();
			lease.release();
			assertThat(result.get()).isEqualTo("done");
		});
	}

	@Test
	void aBusyLockIsTold() {
		run((jobs, registry) -> {
			LockLease lease = registry.acquire(REQUEST);
			StepVerifier.create(jobs.mono(this.work::mono)).verifyError(LockNotAcquiredException.class);
			StepVerifier.create(jobs.flux(this.work::flux)).verifyError(LockNotAcquiredException.class);
			StepVerifier.create(jobs.skipping(this.work::mono)).verifyComplete();
			jobs.maybe(this.work).test().await().assertComplete().assertNoValues();
			jobs.single(this.work).test().await().assertError(LockNotAcquiredException.class);
			assertThat(jobs.runs()).isZero();
			lease.release();
			assertThat(jobs.single(Mono.just("done")).blockingGet()).isEqualTo("done");
		});
	}

	@Test
	void anErrorThatReactorDropsIsTold() {
		run((jobs, registry) -> {
			StepVerifier.create(jobs.mono(() -> Mono.fromCallable(() -> {
				throw new NoClassDefFoundError("missing");
			}))).verifyError(NoClassDefFoundError.class);
			assertThat(isFree(registry)).isTrue();
		});
	}

	@Test
	void aFailureOfTheStoreIsTold() {
		LockStore broken = mock(LockStore.class, (call) -> {
			if (call.getMethod().isDefault()) {
				return call.callRealMethod();
			}
			throw new IllegalStateException("down");
		});
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(DistributedLockAutoConfiguration.class, AopAutoConfiguration.class))
			.withBean(LockStore.class, () -> broken)
			.withBean(Jobs.class)
			.run((context) -> StepVerifier.create(context.getBean(Jobs.class).mono(this.work::mono))
				.verifyErrorSatisfies(
						(ex) -> assertThat(ex).isInstanceOf(LockStoreException.class).hasRootCauseMessage("down")));
	}

	@Test
	void aLostLeaseEndsTheWork() {
		run((jobs, registry) -> {
			CompletableFuture<LockLease> lease = new CompletableFuture<>();
			StepVerifier.create(jobs.flux(() -> {
				lease.complete(LockContextHolder.requireLease());
				return this.work.flux();
			}))
				.then(() -> await().until(this.work::wasSubscribed))
				.then(() -> lose(lease.join()))
				.verifyError(LockLostException.class);
			this.work.assertCancelled();
		});
	}

	@Test
	void aLossThatIsOnlyToldFailsWhatWasDone() {
		run((jobs, registry) -> StepVerifier.create(jobs.told(() -> {
			lose(LockContextHolder.requireLease());
			return Flux.just("one");
		})).expectNext("one").verifyError(LockLostException.class));
	}

	@Test
	void theWorksOwnFailureCarriesTheLoss() {
		run((jobs, registry) -> StepVerifier.create(jobs.told(() -> {
			lose(LockContextHolder.requireLease());
			throw new UnsupportedOperationException();
		}))
			.verifyErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(UnsupportedOperationException.class)
				.satisfies((own) -> assertThat(own.getSuppressed()).hasSize(1)
					.hasOnlyElementsOfType(LockLostException.class))));
	}

	@Test
	void theLeaseIsInTheReactorContext() {
		run((jobs, registry) -> {
			Mono<String> name = Mono.delay(Duration.ofMillis(1))
				.then(ReactiveLockContextHolder.requireLease())
				.map(LockLease::name);
			assertThat(jobs.mono(() -> name).block()).isEqualTo("job");
			StepVerifier.create(name).verifyError(IllegalStateException.class);
			assertThat(ReactiveLockContextHolder.getContext().block()).isNull();
			assertThat(jobs.mono(() -> Mono.just(LockContextHolder.requireLease().name())).block()).isEqualTo("job");
			assertThat(jobs.mono(() -> Mono.fromSupplier(() -> LockContextHolder.requireLease().name())).block())
				.isEqualTo("job");
		});
	}

	@Test
	void aCallChainReEntersOnAnyThread() {
		run((jobs, registry) -> {
			Mono<String> inner = Mono.delay(Duration.ofMillis(1))
				.then(jobs.mono(() -> ReactiveLockContextHolder.requireLease()
					.map((lease) -> String.valueOf(lease.fencingToken()))));
			Mono<String> outer = jobs.mono(() -> ReactiveLockContextHolder.requireLease()
				.flatMap((lease) -> inner.map((token) -> token + "=" + lease.fencingToken())));
			String tokens = outer.block();
			assertThat(tokens).matches("(\\d+)=\\1");
			assertThat(isFree(registry)).isTrue();
		});
	}

	@Test
	void aBlockingCallChainReEntersWhatItBlocksFor() {
		this.contextRunner.run((context) -> {
			Jobs jobs = context.getBean(Jobs.class);
			String result = context.getBean(LockTemplate.class)
				.execute(REQUEST, (lease) -> jobs.mono(() -> Mono.just("inside")).block());
			assertThat(result).isEqualTo("inside");
		});
	}

	/**
	 * Subscribing may run what waits for something that others share: a pool of
	 * connections hands them over on whichever thread returns one.
	 */
	@Test
	void theWorkOfOthersDoesNotReEnterOnTheSameThread() {
		this.contextRunner.run((context) -> {
			Jobs jobs = context.getBean(Jobs.class);
			LockTemplate template = context.getBean(LockTemplate.class);
			Sinks.One<String> shared = Sinks.one();
			CompletableFuture<Boolean> blocking = shared.asMono()
				.map((value) -> template.tryExecute(REQUEST, (lease) -> value).executed())
				.toFuture();
			CompletableFuture<Boolean> insideOfAnother = shared.asMono()
				.map((value) -> template.execute(LockRequest.of("another"),
						(other) -> template.tryExecute(REQUEST, (lease) -> value).executed()))
				.toFuture();
			CompletableFuture<String> reactive = shared.asMono()
				.then(jobs.skipping(() -> Mono.just("re-entered")))
				.defaultIfEmpty("busy")
				.toFuture();
			jobs.mono(() -> Mono.fromSupplier(() -> shared.tryEmitValue("go").name())
				.then(Mono.fromFuture(() -> reactive))).block();
			assertThat(blocking.get()).isFalse();
			assertThat(insideOfAnother.get()).isFalse();
			assertThat(reactive.get()).isEqualTo("busy");
		});
	}

	@Test
	void siblingsExcludeEachOther() {
		run((jobs, registry) -> {
			AtomicInteger inside = new AtomicInteger();
			Mono<String> one = jobs.waiting(() -> Mono.fromCallable(inside::incrementAndGet)
				.delayElement(Duration.ofMillis(1))
				.map((count) -> count + "," + inside.decrementAndGet()));
			List<String> results = Flux.range(0, 50)
				.flatMap((i) -> one.subscribeOn(Schedulers.parallel()), 50)
				.collectList()
				.block();
			assertThat(results).hasSize(50).containsOnly("1,0");
		});
	}

	@Test
	void aConditionIsHonouredForEachSubscription() {
		run((jobs, registry) -> {
			assertThat(jobs.conditional(false).block()).isEqualTo("free");
			assertThat(jobs.conditional(true).block()).isEqualTo("locked");
		});
	}

	@Test
	void scheduledWorkTakesNoLockOnceTheApplicationShutsDown() {
		this.contextRunner.run((context) -> {
			Jobs jobs = context.getBean(Jobs.class);
			Mono<String> scheduled = jobs.scheduled();
			Mono<String> rejecting = jobs.scheduledButRejecting();
			assertThat(scheduled.block()).isEqualTo("done");
			context.publishEvent(new ContextClosedEvent(context));
			StepVerifier.create(scheduled).verifyComplete();
			StepVerifier.create(rejecting).verifyError(LockRegistryClosedException.class);
			assertThat(jobs.runs()).isEqualTo(1);
		});
	}

	static class Jobs {

		private final AtomicInteger runs = new AtomicInteger();

		int runs() {
			return this.runs.get();
		}

		private <T> T begin(Supplier<T> work) {
			this.runs.incrementAndGet();
			return work.get();
		}

		@DistributedLock("job")
		Mono<String> mono(Supplier<@Nullable Mono<String>> work) {
			return begin(work);
		}

		@DistributedLock("job")
		Flux<String> flux(Supplier<Flux<String>> work) {
			return begin(work);
		}

		@DistributedLock(name = "job", waitTime = "1h")
		Mono<String> waiting(Supplier<Mono<String>> work) {
			return begin(work);
		}

		@DistributedLock(name = "job", onBusy = OnBusy.SKIP)
		Mono<String> skipping(Supplier<Mono<String>> work) {
			return begin(work);
		}

		@DistributedLock(name = "job", onBusy = OnBusy.SKIP)
		Maybe<String> maybe(Publisher<String> work) {
			return begin(() -> Maybe.fromPublisher(work));
		}

		@DistributedLock("job")
		Single<String> single(Publisher<String> work) {
			return begin(() -> Single.fromPublisher(work));
		}

		@DistributedLock(name = "job", onLost = OnLost.NOTIFY)
		Publisher<String> told(Supplier<Publisher<String>> work) {
			return begin(work);
		}

		@DistributedLock(name = "job", condition = "#locked")
		Mono<String> conditional(boolean locked) {
			return ReactiveLockContextHolder.getContext().map((context) -> "locked").defaultIfEmpty("free");
		}

		@Scheduled(cron = "0 0 0 1 1 *")
		@DistributedLock(name = "scheduled", minHoldTime = "1s")
		Mono<String> scheduled() {
			return begin(() -> Mono.just("done"));
		}

		@Scheduled(cron = "0 0 0 1 1 *")
		@DistributedLock(name = "scheduled", minHoldTime = "1s", onBusy = OnBusy.REJECT)
		Mono<String> scheduledButRejecting() {
			return begin(() -> Mono.just("done"));
		}

	}

}
