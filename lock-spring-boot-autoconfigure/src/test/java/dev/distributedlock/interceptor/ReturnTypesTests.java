// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.reactivex.rxjava3.core.Single;
import kotlin.sequences.SequencesKt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.distributedlock.DistributedLock;
import dev.distributedlock.LockLease;
import dev.distributedlock.LockRegistry;
import dev.distributedlock.LockTemplate;
import dev.distributedlock.ReactiveLockContextHolder;
import dev.distributedlock.autoconfigure.DistributedLockAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.http.HttpEntity;
import org.springframework.http.ResponseEntity;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.WebAsyncTask;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests of what locked methods may return: no work that continues after the lock.
 */
class ReturnTypesTests {

	private static final String EMITTERS = "org.springframework.web.servlet.mvc.method.annotation.";

	private static final String ASYNC = "org.springframework.web.context.request.async.";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class, AopAutoConfiguration.class))
		.withPropertyValues("distributed-lock.type=local");

	@TempDir
	private Path folder;

	private Class<?> returning(String type) {
		return new TestCompiler(this.folder).compile("Returning",
				"""
						public class Returning {
							public static class Own<T> {
							}
							public static class Entity extends org.springframework.http.HttpEntity<reactor.core.publisher.Mono<String>> {
							}
							public static class Futures extends java.util.ArrayList<java.util.concurrent.Future<String>> {
							}
							public static class Clock implements java.util.function.Supplier<String>, Runnable {
								public String get() {
									return null;
								}
								public void run() {
								}
							}
							@dev.distributedlock.DistributedLock("x")
							public %s run() {
								return null;
							}
						}
						"""
					.formatted(type));
	}

	private void refused(String type, String late) {
		Class<?> beanClass = returning(type);
		this.contextRunner.withClassLoader(beanClass.getClassLoader())
			.withBean(beanClass)
			.run((context) -> assertThat(context).getFailure()
				.as(type)
				.isInstanceOf(InvalidLockDefinitionException.class)
				.hasMessageContainingAll("Returning.run", "before its work is done", late));
	}

	static Stream<String> late() {
		return Stream.of(ASYNC + "DeferredResult<String>", ASYNC + "WebAsyncTask<String>",
				EMITTERS + "StreamingResponseBody", EMITTERS + "ResponseBodyEmitter", EMITTERS + "SseEmitter",
				"org.springframework.web.servlet.function.AsyncServerResponse", "java.util.concurrent.Callable<String>",
				"java.util.concurrent.Future<String>", "java.util.concurrent.FutureTask<String>",
				"java.util.function.Supplier<String>", "java.util.function.IntSupplier", "Runnable", "Thread",
				"Process", "java.util.stream.Stream<String>", "java.util.stream.IntStream",
				"java.util.Iterator<String>", "java.util.Spliterator<String>", "kotlin.sequences.Sequence<String>",
				"kotlin.jvm.functions.Function0<String>", "kotlin.Lazy<String>", "reactor.core.Disposable",
				"reactor.core.publisher.ConnectableFlux<String>", "io.reactivex.rxjava3.disposables.Disposable");
	}

	@ParameterizedTest
	@MethodSource("late")
	void lateWorkIsRefusedAtStartUp(String type) {
		refused(type, type.replaceAll("<.*", ""));
	}

	/**
	 * Stand-ins, which have the names of the originals.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "io.vertx.core.Future", "scala.concurrent.Future", "io.vavr.concurrent.Future",
			"com.google.common.util.concurrent.ListenableFuture",
			"org.springframework.util.concurrent.ListenableFuture", "kotlinx.coroutines.Job",
			"kotlinx.coroutines.Deferred", "kotlinx.coroutines.flow.Flow", "kotlinx.coroutines.channels.ReceiveChannel",
			"io.smallrye.mutiny.Uni", "io.smallrye.mutiny.Multi", "rx.Observable", "io.reactivex.SingleSource",
			"okhttp3.Call", "retrofit2.Call", "org.apache.ibatis.cursor.Cursor", "jakarta.servlet.AsyncContext",
			"jakarta.ws.rs.container.AsyncResponse", "jakarta.ws.rs.core.StreamingOutput" })
	void lateWorkOfLibrariesIsRefusedAtStartUp(String type) {
		int dot = type.lastIndexOf('.');
		new TestCompiler(this.folder).compile(type, "package " + type.substring(0, dot) + "; public interface "
				+ type.substring(dot + 1) + " { interface Special extends " + type + " {} }");
		refused(type, type);
		refused(type + ".Special", type + "$Special");
		refused("java.util.List<" + type + ">", type + " in java.util.List");
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.springframework.http.ResponseEntity<reactor.core.publisher.Mono<String>>",
			"org.springframework.http.HttpEntity<reactor.core.publisher.Flux<String>>",
			"java.util.Optional<java.util.concurrent.CompletableFuture<String>>",
			"java.util.List<java.util.concurrent.Future<String>>",
			"java.util.List<? extends java.util.concurrent.Future<String>>",
			"java.util.Map.Entry<String, java.util.concurrent.Callable<String>>",
			"java.util.Map<String, java.util.List<java.util.Optional<java.util.stream.Stream<String>>>>",
			"java.util.concurrent.Future<String>[]", "java.util.List<Runnable>[][]",
			"Own<Own<Own<" + ASYNC + "DeferredResult<String>>>>", "Entity", "Futures", "java.util.Optional<Futures>",
			"<T extends java.util.concurrent.Future<?>> T",
			"<T extends java.util.concurrent.Future<?>> java.util.List<T>",
			"java.util.concurrent.CompletableFuture<reactor.core.publisher.Mono<String>>",
			"java.util.concurrent.CompletableFuture<java.util.concurrent.CompletableFuture<String>>",
			"java.util.concurrent.CompletionStage<java.util.stream.Stream<String>>",
			"reactor.core.publisher.Mono<org.springframework.http.ResponseEntity<reactor.core.publisher.Flux<String>>>",
			"reactor.core.publisher.Flux<reactor.core.publisher.GroupedFlux<String, String>>",
			"io.reactivex.rxjava3.core.Single<java.util.concurrent.Callable<String>>" })
	void lateWorkInsideOfAnotherTypeIsRefusedAtStartUp(String type) {
		refused(type, (type.equals("<T extends java.util.concurrent.Future<?>> T")) ? "Future" : " in ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Object", "String", "int[]", "java.util.List<String>", "java.util.List<?>",
			"java.util.Optional<Object>", "java.util.Map<String, java.util.List<Object>>", "Iterable<String>",
			"org.springframework.http.ResponseEntity<String>", "java.util.Comparator<String>",
			"Class<? extends java.util.concurrent.Future<?>>", "<T extends Comparable<T>> T",
			"<E extends Enum<E>> java.util.EnumSet<E>", "Clock", "java.util.List<Clock>",
			"java.util.concurrent.CompletableFuture<java.util.List<String>>",
			"java.util.concurrent.CompletionStage<Void>", "reactor.core.publisher.Mono<Void>",
			"reactor.core.publisher.Flux<java.util.Optional<String>>", "io.reactivex.rxjava3.core.Maybe<String>" })
	void workThatIsDoneOrKeptIsNot(String type) {
		Class<?> beanClass = returning(type);
		this.contextRunner.withClassLoader(beanClass.getClassLoader())
			.withBean(beanClass)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void theGenericsOfASuperclassCount() {
		this.contextRunner.withBean(ReturnsMono.class).run((context) -> {
			Returns<Mono<String>> bean = context.getBean(ReturnsMono.class);
			assertThat(bean.run().block()).isEqualTo("job");
		});
		this.contextRunner.withBean(ReturnsCallable.class)
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContainingAll("Returns.run", "before its work is done", "java.util.concurrent.Callable"));
	}

	static Stream<Object> lateValues() {
		CompletableFuture<String> pending = new CompletableFuture<>();
		Callable<String> callable = () -> "";
		Supplier<String> supplier = () -> "";
		Runnable runnable = () -> {
		};
		StreamingResponseBody body = (stream) -> {
		};
		return Stream.of(pending, Mono.just(""), Flux.empty(), Single.just(""), Stream.of(""), List.of("").iterator(),
				SequencesKt.emptySequence(), callable, supplier, runnable, body, new DeferredResult<String>(),
				new WebAsyncTask<>(callable), new SseEmitter(), Optional.of(pending), ResponseEntity.ok(Mono.just("")),
				new HttpEntity<>(Optional.of(pending)), ResponseEntity.ok(body), List.of("", pending),
				Arrays.asList(null, supplier), Map.of("a", List.of(pending)), Map.entry("a", pending),
				Arguments.of((Object) new Object[] { null, pending }));
	}

	@ParameterizedTest
	@MethodSource("lateValues")
	void lateWorkThatNoTypeTellsIsAnErrorWhenItIsReturned(Object value) {
		this.contextRunner.withUserConfiguration(AsyncConfiguration.class).withBean(Open.class).run((context) -> {
			Open open = context.getBean(Open.class);
			assertThatIllegalStateException().isThrownBy(() -> open.object(value))
				.withMessageContainingAll("Open.object", "whose work is not done");
			assertThatIllegalStateException().isThrownBy(() -> open.generic(value))
				.withMessageContaining("Open.generic");
			assertThatIllegalStateException().isThrownBy(() -> open.list(value)).withMessageContaining("Open.list");
			assertThatIllegalStateException().isThrownBy(() -> open.optional(value))
				.withMessageContaining("Open.optional");
			assertThatIllegalStateException().isThrownBy(() -> open.entity(value)).withMessageContaining("Open.entity");
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> open.future(value).get())
				.withCauseInstanceOf(IllegalStateException.class)
				.withMessageContaining("Open.future");
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> open.async(value).get())
				.withCauseInstanceOf(IllegalStateException.class)
				.withMessageContaining("Open.async");
			assertThatIllegalStateException().isThrownBy(() -> open.mono(value).block())
				.withMessageContaining("Open.mono");
			assertThatIllegalStateException().isThrownBy(() -> open.flux(value).blockLast())
				.withMessageContaining("Open.flux");
			assertThat(LateWorkTests.isFree(context.getBean(LockRegistry.class))).isTrue();
		});
	}

	@Test
	void workThatIsDoneIsReturned() {
		Object cyclic = Optional.of(List.of(Optional.empty(), ResponseEntity.noContent().build()));
		this.contextRunner.withBean(Open.class).run((context) -> {
			Open open = context.getBean(Open.class);
			for (Object value : Arrays.asList(null, "", CompletableFuture.completedFuture(""), cyclic,
					Map.of("a", CompletableFuture.failedFuture(new IllegalStateException())), new ArrayList<>())) {
				assertThat(open.object(value)).isSameAs(value);
			}
		});
	}

	@Test
	void workOfATemplateIsDoneWhenItReturns() {
		Stream<Object> values = Stream.of(new CompletableFuture<>(), Mono.just(""), Stream.of(""),
				Optional.of(new CompletableFuture<>()), ResponseEntity.ok(Mono.just("")));
		this.contextRunner.run((context) -> values.forEach((value) -> {
			LockTemplate template = context.getBean(LockTemplate.class);
			assertThatIllegalStateException()
				.isThrownBy(() -> template.execute(LateWorkTests.REQUEST, (lease) -> value))
				.withMessageContainingAll("'job'", "whose work is not done");
			assertThatIllegalStateException()
				.isThrownBy(() -> template.tryExecute(LateWorkTests.REQUEST, (lease) -> value));
			assertThat(LateWorkTests.isFree(context.getBean(LockRegistry.class))).isTrue();
		}));
	}

	/**
	 * What is declared is believed: the elements of a collection may not be there.
	 */
	@Test
	void elementsAreLookedAtOnlyWhereTheTypeLeavesThemOpen() {
		this.contextRunner.withBean(Declared.class)
			.run((context) -> assertThat(context.getBean(Declared.class).run()).isInstanceOf(Untouchable.class));
	}

	static class Returns<T> {

		private final T value;

		Returns(T value) {
			this.value = value;
		}

		@DistributedLock("job")
		T run() {
			return this.value;
		}

	}

	static class ReturnsMono extends Returns<Mono<String>> {

		ReturnsMono() {
			super(ReactiveLockContextHolder.requireLease().map(LockLease::name));
		}

	}

	static class ReturnsCallable extends Returns<Callable<String>> {

		ReturnsCallable() {
			super(() -> "");
		}

	}

	@EnableAsync
	static class AsyncConfiguration {

	}

	static class Open {

		@DistributedLock("job")
		public @Nullable Object object(@Nullable Object value) {
			return value;
		}

		@DistributedLock("job")
		public <T> T generic(T value) {
			return value;
		}

		@DistributedLock("job")
		public List<?> list(Object value) {
			return List.of("", value);
		}

		@DistributedLock("job")
		public Optional<?> optional(Object value) {
			return Optional.of(value);
		}

		@DistributedLock("job")
		public ResponseEntity<Object> entity(Object value) {
			return ResponseEntity.ok(value);
		}

		@DistributedLock("job")
		public CompletableFuture<?> future(Object value) {
			return CompletableFuture.completedFuture(value);
		}

		@Async
		@DistributedLock("job")
		public Future<Object> async(Object value) {
			return CompletableFuture.completedFuture(value);
		}

		@DistributedLock("job")
		public Mono<Object> mono(Object value) {
			return Mono.just(value);
		}

		@DistributedLock("job")
		public Flux<?> flux(Object value) {
			return Flux.just("", value);
		}

	}

	static class Declared {

		@DistributedLock("job")
		List<String> run() {
			return new Untouchable();
		}

	}

	static class Untouchable extends ArrayList<String> {

		@Override
		public Iterator<String> iterator() {
			throw new UnsupportedOperationException("The session is closed");
		}

	}

}
