// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import dev.distributedlock.DistributedLock;
import dev.distributedlock.LockContextHolder;
import dev.distributedlock.autoconfigure.DistributedLockAutoConfiguration;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.local.LocalLockStore;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of applications that lack an optional library.
 */
@ExtendWith(OutputCaptureExtension.class)
class MissingLibrariesTests {

	@Test
	void futuresKeepTheirLocksWithoutReactor() throws Exception {
		runWithout(Application.class, "reactor", "reactive-streams", "context-propagation");
	}

	@Test
	void nothingIsWarnedOfWithoutTransactions(CapturedOutput output) throws Exception {
		runWithout(WithoutTransactions.class, "spring-tx", "spring-jdbc");
		assertThat(output).contains("LOCKS ARE LOCAL").doesNotContain("introspect");
	}

	private static void runWithout(Class<?> application, String... libraries) throws Exception {
		try (URLClassLoader loader = without(libraries)) {
			ClassLoader previous = ClassUtils.overrideThreadContextClassLoader(loader);
			try {
				loader.loadClass(application.getName()).getMethod("run").invoke(null);
			}
			finally {
				ClassUtils.overrideThreadContextClassLoader(previous);
			}
		}
	}

	private static URLClassLoader without(String... libraries) {
		String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		URL[] urls = Arrays.stream(classPath.split(File.pathSeparator))
			.filter((path) -> Arrays.stream(libraries).noneMatch(path::contains))
			.map(MissingLibrariesTests::url)
			.toArray(URL[]::new);
		return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
	}

	private static URL url(String path) {
		try {
			return new File(path).toURI().toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Public, because it is called from another class loader.
	 */
	public static final class Application {

		private Application() {
		}

		public static void run() {
			assertThat(ClassUtils.isPresent("reactor.core.publisher.Flux", null)).isFalse();
			new ApplicationContextRunner()
				.withConfiguration(
						AutoConfigurations.of(DistributedLockAutoConfiguration.class, AopAutoConfiguration.class))
				.withPropertyValues("distributed-lock.type=local")
				.withBean(Jobs.class)
				.run((context) -> {
					assertThat(context.getBean(Jobs.class).future().get()).isEqualTo("job");
					assertThat(context.getBean(Jobs.class).value()).isEqualTo("job");
				});
			new ApplicationContextRunner()
				.withConfiguration(
						AutoConfigurations.of(DistributedLockAutoConfiguration.class, AopAutoConfiguration.class))
				.withPropertyValues("distributed-lock.type=local")
				.withBean(Publishing.class)
				.run((context) -> assertThat(context).getFailure()
					.hasMessageContaining("returns before its work is done"));
		}

	}

	/**
	 * Public, because it is called from another class loader.
	 */
	public static final class WithoutTransactions {

		private WithoutTransactions() {
		}

		public static void run() {
			assertThat(ClassUtils.isPresent("org.springframework.transaction.TransactionManager", null)).isFalse();
			new ApplicationContextRunner()
				.withConfiguration(
						AutoConfigurations.of(DistributedLockAutoConfiguration.class, AopAutoConfiguration.class))
				.withPropertyValues("distributed-lock.enabled=true", "distributed-lock.key-prefix=x")
				.withBean(LockStore.class, LocalLockStore::new)
				.withBean(Jobs.class)
				.run((context) -> assertThat(context.getBean(Jobs.class).value()).isEqualTo("job"));
		}

	}

	static class Publishing {

		@DistributedLock("job")
		Flow.@Nullable Publisher<String> publisher() {
			return null;
		}

	}

	static class Jobs {

		@DistributedLock("job")
		CompletableFuture<String> future() {
			return CompletableFuture.completedFuture(LockContextHolder.requireLease().name());
		}

		@DistributedLock("job")
		String value() {
			return LockContextHolder.requireLease().name();
		}

	}

}
