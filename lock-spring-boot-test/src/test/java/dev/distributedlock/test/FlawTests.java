// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the conformance suite notices each {@link Flaw}.
 */
class FlawTests {

	private static final int AT_ONCE = 6;

	private static final Map<Flaw, Set<String>> killers = new EnumMap<>(Flaw.class);

	@BeforeAll
	static void runTheSuiteAgainstEach() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
		try {
			Map<Flaw, Future<Set<String>>> runs = new EnumMap<>(Flaw.class);
			Arrays.stream(Flaw.values()).forEach((flaw) -> runs.put(flaw, threads.submit(() -> failuresOf(flaw))));
			for (Map.Entry<Flaw, Future<Set<String>>> run : runs.entrySet()) {
				killers.put(run.getKey(), run.getValue().get());
			}
		}
		finally {
			threads.shutdownNow();
		}
		System.out.println(killTable());
	}

	@ParameterizedTest
	@EnumSource
	void theSuiteNotices(Flaw flaw) {
		assertThat(killers.get(flaw)).as(FlawTests::killTable).contains(flaw.test());
	}

	private static Set<String> failuresOf(Flaw flaw) {
		LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
			.selectors(DiscoverySelectors.selectClass(FlawedStoreConformanceTests.class))
			.configurationParameter(Flaw.class.getName(), flaw.name())
			.build();
		Failures failures = new Failures();
		LauncherFactory.create().execute(request, failures);
		return failures.names;
	}

	private static String killTable() {
		return killers.entrySet()
			.stream()
			.map((kill) -> "%-45s %-50s and %d more".formatted(kill.getKey(),
					kill.getValue().contains(kill.getKey().test()) ? kill.getKey().test() : "SURVIVES",
					kill.getValue().size() - 1))
			.collect(Collectors.joining("\n\t", "Flaws and the tests that notice them:\n\t", "\n"));
	}

	/**
	 * The suite before a store with a flaw. Not found by the build: its name is not in
	 * the right place.
	 */
	@ExtendWith(FlawResolver.class)
	static class FlawedStoreConformanceTests extends ReferenceStoreConformanceTests {

		FlawedStoreConformanceTests(Flaw flaw) {
			super(flaw.store());
		}

		@Override
		protected Duration shortLease() {
			return Duration.ofMillis(100);
		}

		@Override
		protected Duration patience() {
			return Duration.ofSeconds(2);
		}

	}

	private static final class FlawResolver implements ParameterResolver {

		@Override
		public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
			return parameter.getParameter().getType() == Flaw.class;
		}

		@Override
		public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
			return context.getConfigurationParameter(Flaw.class.getName(), Flaw::valueOf).orElseThrow();
		}

	}

	private static final class Failures implements TestExecutionListener {

		private final Set<String> names = new TreeSet<>();

		@Override
		public void executionFinished(TestIdentifier test, TestExecutionResult result) {
			if (test.isTest() && result.getStatus() == Status.FAILED) {
				this.names.add(test.getDisplayName().replace("()", ""));
			}
		}

	}

}
