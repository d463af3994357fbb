// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import org.jspecify.annotations.NonNull;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.distributedlock.DistributedLock;
import dev.distributedlock.LockLease;
import dev.distributedlock.LockRegistry;
import dev.distributedlock.LockRequest;
import dev.distributedlock.OnBusy;
import dev.distributedlock.autoconfigure.DistributedLockAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of skipped calls where null would be no answer.
 */
class SkippedNullTests {

	private static void resolve(Class<?> type, String name) {
		LockedMethod locked = Stream.of(type.getDeclaredMethods())
			.filter((method) -> method.getName().equals(name))
			.map((method) -> LockedMethod.find(method, type))
			.findFirst()
			.orElseThrow();
		assertThat(locked).isNotNull();
		SkippedCalls.verify(locked, ReturnTypes.of(locked.method(), type), ReturnTypes.completion(locked, type, true),
				true);
	}

	private static void refused(Class<?> type, String name) {
		assertThatExceptionOfType(InvalidLockDefinitionException.class).isThrownBy(() -> resolve(type, name))
			.withMessageContainingAll("." + name, "never null")
			.satisfies((ex) -> assertThat(ex.getAction()).contains("@Nullable", "Optional", "OnBusy.REJECT"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "text", "list", "future", "stage", "async", "bound", "generic" })
	void jspecifyCannotBeSkipped(String name) {
		refused(Marked.class, name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "textOrNull", "nothing", "optional", "unmarked", "futureOrNull", "futureOfNothing",
			"futureOfOptional", "futureOfUnknown", "mono", "flux" })
	void jspecifyCanBeSkipped(String name) {
		resolve(Marked.class, name);
	}

	@Test
	void scopesAreNested() {
		refused(Marked.Nested.class, "text");
		resolve(Marked.UnmarkedNested.class, "text");
		refused(Marked.UnmarkedNested.class, "marked");
	}

	@Test
	void withoutAScopeTheAnnotationDecides() {
		refused(Unmarked.class, "nonNull");
		refused(Unmarked.class, "futureOfNonNull");
		resolve(Unmarked.class, "text");
		resolve(Unmarked.class, "nonNullFuture");
	}

	@Test
	void theInterfaceDecidesToo() {
		refused(Implementation.class, "text");
	}

	@ParameterizedTest
	@ValueSource(strings = { "text", "list", "future" })
	void kotlinCannotBeSkipped(String name) {
		refused(KotlinJobs.class, name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "textOrNull", "unit", "optional", "futureOrNull", "futureOfNothing", "futureOfOptional" })
	void kotlinCanBeSkipped(String name) {
		resolve(KotlinJobs.class, name);
	}

	@Test
	void suspendIsCalledByItsName() {
		assertThatExceptionOfType(InvalidLockDefinitionException.class)
			.isThrownBy(() -> resolve(KotlinJobs.class, "suspended"))
			.withMessageContaining("suspend")
			.withMessageNotContaining("java.lang.Object");
	}

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class, AopAutoConfiguration.class))
		.withPropertyValues("distributed-lock.type=local");

	@Test
	void scheduledMethodsThatAskForItAreRefusedAtStartUp() {
		this.contextRunner.withBean(SkippedJob.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidLockDefinitionException.class)
				.hasMessageContainingAll("Job.run", "never null"));
	}

	@Test
	void schedulersIgnoreWhatAMethodReturns() {
		this.contextRunner.withBean(Job.class).run((context) -> {
			try (LockLease lease = context.getBean(LockRegistry.class).acquire(LockRequest.of("x"))) {
				assertThat((Object) context.getBean(Job.class).run()).isNull();
				assertThat(lease.isHeld()).isTrue();
			}
			assertThat(context.getBean(Job.class).run()).isEmpty();
		});
	}

	@Test
	void aProxyCannotReturnNullAsAPrimitiveType() {
		this.contextRunner.withBean(CountingJob.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidLockDefinitionException.class)
				.hasMessageContainingAll("CountingJob.run", "primitive type int"));
	}

	@Test
	void whatCanBeSkippedIs() {
		this.contextRunner.withBean(Skipped.class).run((context) -> {
			Skipped bean = context.getBean(Skipped.class);
			try (LockLease lease = context.getBean(LockRegistry.class).acquire(LockRequest.of("x"))) {
				assertThat(bean.text()).isNull();
				assertThat(bean.future().get()).isNull();
				assertThat(bean.optional().get()).isEmpty();
				assertThat(lease.isHeld()).isTrue();
			}
		});
	}

	@NullMarked
	static class Marked {

		@DistributedLock("x")
		String text() {
			return "";
		}

		@DistributedLock("x")
		List<@Nullable String> list() {
			return List.of();
		}

		@DistributedLock("x")
		CompletableFuture<String> future() {
			return new CompletableFuture<>();
		}

		@DistributedLock("x")
		CompletionStage<List<@Nullable String>> stage() {
			return new CompletableFuture<>();
		}

		@Async
		@DistributedLock("x")
		Future<String> async() {
			return new CompletableFuture<>();
		}

		@DistributedLock("x")
		CompletableFuture<? extends CharSequence> bound() {
			return new CompletableFuture<String>();
		}

		@DistributedLock("x")
		<T> CompletableFuture<T> generic() {
			return new CompletableFuture<>();
		}

		@DistributedLock("x")
		@Nullable String textOrNull() {
			return null;
		}

		@DistributedLock("x")
		void nothing() {
		}

		@DistributedLock("x")
		Optional<String> optional() {
			return Optional.empty();
		}

		@NullUnmarked
		@DistributedLock("x")
		String unmarked() {
			return "";
		}

		@DistributedLock("x")
		CompletableFuture<@Nullable String> futureOrNull() {
			return new CompletableFuture<>();
		}

		@DistributedLock("x")
		CompletableFuture<Void> futureOfNothing() {
			return new CompletableFuture<>();
		}

		@DistributedLock("x")
		CompletableFuture<Optional<String>> futureOfOptional() {
			return new CompletableFuture<>();
		}

		@DistributedLock("x")
		CompletableFuture<?> futureOfUnknown() {
			return new CompletableFuture<>();
		}

		@DistributedLock("x")
		Mono<String> mono() {
			return Mono.empty();
		}

		@DistributedLock("x")
		Flux<String> flux() {
			return Flux.empty();
		}

		static class Nested {

			@DistributedLock("x")
			String text() {
				return "";
			}

		}

		@NullUnmarked
		static class UnmarkedNested {

			@DistributedLock("x")
			String text() {
				return "";
			}

			@NullMarked
			@DistributedLock("x")
			String marked() {
				return "";
			}

		}

	}

	@NullUnmarked
	static class Unmarked {

		@DistributedLock("x")
		@NonNull String nonNull() {
			return "";
		}

		@DistributedLock("x")
		CompletableFuture<@NonNull String> futureOfNonNull() {
			return new CompletableFuture<>();
		}

		@DistributedLock("x")
		String text() {
			return "";
		}

		@DistributedLock("x")
		@NonNull CompletableFuture<String> nonNullFuture() {
			return new CompletableFuture<>();
		}

	}

	interface Contract {

		@DistributedLock("x")
		String text();

	}

	@NullUnmarked
	static class Implementation implements Contract {

		@Override
		public String text() {
			return "";
		}

	}

	static class Job {

		@Scheduled(cron = "0 0 0 1 1 *")
		@DistributedLock("x")
		String run() {
			return "";
		}

	}

	static class SkippedJob {

		@Scheduled(cron = "0 0 0 1 1 *")
		@DistributedLock(name = "x", onBusy = OnBusy.SKIP)
		String run() {
			return "";
		}

	}

	static class CountingJob {

		@Scheduled(cron = "0 0 0 1 1 *")
		@DistributedLock("x")
		int run() {
			return 1;
		}

	}

	static class Skipped {

		@DistributedLock(name = "x", onBusy = OnBusy.SKIP)
		@Nullable String text() {
			return "";
		}

		@DistributedLock(name = "x", onBusy = OnBusy.SKIP)
		CompletableFuture<@Nullable String> future() {
			return CompletableFuture.completedFuture("");
		}

		@DistributedLock(name = "x", onBusy = OnBusy.SKIP)
		CompletableFuture<Optional<String>> optional() {
			return CompletableFuture.completedFuture(Optional.of(""));
		}

	}

}
