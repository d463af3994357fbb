// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.util.ClassUtils;

/**
 * The one list of types whose work is not done when a method returns them. By name,
 * because most are of libraries that may not be there.
 */
final class LateTypes {

	/**
	 * Late, as all their subtypes are. Publishers that Spring knows come on top.
	 */
	private static final Set<String> TYPES = Set.of(
			// Running elsewhere
			"java.util.concurrent.Future", "java.util.concurrent.CompletionStage", "java.lang.Thread",
			"java.lang.Process", "java.lang.ProcessHandle", "io.vertx.core.Future", "scala.concurrent.Future",
			"io.vavr.concurrent.Future", "com.google.common.util.concurrent.ListenableFuture",
			"org.springframework.util.concurrent.ListenableFuture", "kotlinx.coroutines.Job",
			"kotlinx.coroutines.Deferred", "reactor.core.Disposable", "io.reactivex.disposables.Disposable",
			"io.reactivex.rxjava3.disposables.Disposable", "java.util.concurrent.Flow$Subscription",
			"org.reactivestreams.Subscription",
			// Not begun
			"java.util.concurrent.Callable", "java.util.concurrent.Flow$Publisher", "org.reactivestreams.Publisher",
			"io.smallrye.mutiny.Uni", "io.smallrye.mutiny.Multi", "rx.Observable", "rx.Single", "rx.Completable",
			"io.reactivex.CompletableSource", "io.reactivex.MaybeSource", "io.reactivex.ObservableSource",
			"io.reactivex.SingleSource", "io.reactivex.rxjava3.core.CompletableSource",
			"io.reactivex.rxjava3.core.MaybeSource", "io.reactivex.rxjava3.core.ObservableSource",
			"io.reactivex.rxjava3.core.SingleSource", "kotlinx.coroutines.flow.Flow", "kotlin.Lazy", "okhttp3.Call",
			"retrofit2.Call",
			// Read later
			"java.util.stream.BaseStream", "java.util.Iterator", "java.util.Spliterator", "java.util.Enumeration",
			"kotlin.sequences.Sequence", "kotlinx.coroutines.channels.ReceiveChannel",
			"org.apache.ibatis.cursor.Cursor",
			// Written later
			"org.springframework.web.context.request.async.DeferredResult",
			"org.springframework.web.context.request.async.WebAsyncTask",
			"org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter",
			"org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody",
			"org.springframework.web.servlet.function.AsyncServerResponse",
			"org.springframework.web.servlet.function.SseServerResponse",
			"org.springframework.web.servlet.function.StreamingServerResponse", "jakarta.servlet.AsyncContext",
			"jakarta.ws.rs.container.AsyncResponse", "jakarta.ws.rs.core.StreamingOutput");

	/**
	 * Work put off. Late as what is declared and as lambdas; a class that happens to
	 * implement one of them may be more than that.
	 */
	private static final Set<String> FUNCTIONS = Set.of("java.lang.Runnable", "java.util.function.Supplier",
			"java.util.function.BooleanSupplier", "java.util.function.DoubleSupplier", "java.util.function.IntSupplier",
			"java.util.function.LongSupplier", "kotlin.jvm.functions.Function0");

	private static final ClassValue<Boolean> LATE = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> type) {
			return isA(type, TYPES) || isFunction(type) || isReactive(type);
		}

	};

	private LateTypes() {
	}

	/**
	 * Return whether values of a type are late work, unless they are known to be done.
	 */
	static boolean contain(Class<?> type) {
		return LATE.get(type);
	}

	static boolean isA(Class<?> type, Set<String> names) {
		return names.contains(type.getName()) || (type.getSuperclass() != null && isA(type.getSuperclass(), names))
				|| Stream.of(type.getInterfaces()).anyMatch((parent) -> isA(parent, names));
	}

	private static boolean isFunction(Class<?> type) {
		return FUNCTIONS.contains(type.getName()) || (ClassUtils.isLambdaClass(type) && isA(type, FUNCTIONS));
	}

	private static boolean isReactive(Class<?> type) {
		return type != Optional.class && ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) != null;
	}

}
