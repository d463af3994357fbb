// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.DatabaseServer;
import dev.distributedlock.torture.history.Violation;
import dev.distributedlock.torture.worker.Flaw;

import org.springframework.boot.logging.LoggingSystem;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The checker notices flaws that are planted, and nothing where there is none.
 */
class FlawTests {

	private static final int AT_ONCE = 5;

	private static final int ATTEMPTS = 6;

	private static final Set<Flaw> FLAWS = EnumSet.complementOf(EnumSet.of(Flaw.NONE));

	private static final Map<Flaw, List<Violation>> noticed = new EnumMap<>(Flaw.class);

	private static final Map<Scenario, List<Violation>> noticedWithoutFlaw = new EnumMap<>(Scenario.class);

	private static DatabaseServer server;

	@BeforeAll
	static void runAll() throws Exception {
		// Applications that start at the same time would set up the same Logback at the
		// same time.
		System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
		server = DatabaseProduct.POSTGRESQL.startServer();
		ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
		try {
			Map<Flaw, Future<List<Violation>>> runs = new EnumMap<>(Flaw.class);
			for (Flaw flaw : FLAWS) {
				runs.put(flaw, threads.submit(() -> run(flaw, scenarioOf(flaw))));
			}
			Map<Scenario, Future<List<Violation>>> flawless = new EnumMap<>(Scenario.class);
			for (Scenario scenario : Scenario.values()) {
				flawless.put(scenario, threads.submit(() -> run(Flaw.NONE, scenario)));
			}
			for (Map.Entry<Flaw, Future<List<Violation>>> run : runs.entrySet()) {
				noticed.put(run.getKey(), run.getValue().get());
			}
			for (Map.Entry<Scenario, Future<List<Violation>>> run : flawless.entrySet()) {
				noticedWithoutFlaw.put(run.getKey(), run.getValue().get());
			}
		}
		finally {
			threads.shutdownNow();
		}
		System.out.println(killTable());
		Files.writeString(Torture.FOLDER.resolve("flaws.md"), killTable());
	}

	@AfterAll
	static void stop() {
		System.clearProperty(LoggingSystem.SYSTEM_PROPERTY);
		server.close();
	}

	private static Scenario scenarioOf(Flaw flaw) {
		return switch (flaw) {
			case WAKE_UP_IS_LOST -> Scenario.HAND_OVERS;
			case WARNING_IS_IGNORED, CLOCK_STEP_IS_EXCUSED, STORE_CLOCK_DEADLINE, NOTIFICATION_FAILS_THE_RELEASE ->
				Scenario.SERVER;
			default -> Scenario.REPLICAS;
		};
	}

	/**
	 * Give chance a few tries.
	 */
	private static List<Violation> run(Flaw flaw, Scenario scenario) throws Exception {
		List<Violation> violations = List.of();
		for (int attempt = 1; attempt <= ((flaw != Flaw.NONE) ? ATTEMPTS : 1)
				&& !isShown(flaw, violations); attempt++) {
			violations = run(flaw, scenario, attempt);
		}
		return violations;
	}

	private static boolean isShown(Flaw flaw, List<Violation> violations) {
		return violations.stream().anyMatch((violation) -> violation.invariant().startsWith(flaw.invariant() + " "));
	}

	private static List<Violation> run(Flaw flaw, Scenario scenario, int attempt) throws Exception {
		String name = "flaw-%s-%s".formatted(flaw, scenario).toLowerCase(Locale.ROOT);
		Path folder = Torture.newFolder(name, attempt);
		try (FlawedRig rig = new FlawedRig(server, flaw, scenario, folder)) {
			return rig.run();
		}
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
	void aFlawIsNoticed(Flaw flaw) {
		assertThat(isShown(flaw, noticed.get(flaw))).as(FlawTests::killTable).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void nothingIsNoticedWhereNothingIsWrong(Scenario scenario) {
		assertThat(noticedWithoutFlaw.get(scenario)).isEmpty();
	}

	private static String killTable() {
		Stream<String> flawless = noticedWithoutFlaw.entrySet()
			.stream()
			.map((run) -> row("none (%s)".formatted(words(run.getKey())), run.getValue()));
		Stream<String> flawed = noticed.entrySet().stream().map((run) -> row(words(run.getKey()), run.getValue()));
		return Stream.concat(flawless, flawed)
			.collect(Collectors.joining("\n", "| flaw | violations that show it |\n|---|---|\n", "\n"));
	}

	private static String words(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
	}

	private static String row(String name, List<Violation> violations) {
		return "| %s | %s |".formatted(name, violations.isEmpty() ? "nothing" : counts(violations));
	}

	private static String counts(List<Violation> violations) {
		return violations.stream()
			.collect(Collectors.groupingBy(Violation::invariant, TreeMap::new, Collectors.counting()))
			.entrySet()
			.stream()
			.map((count) -> count.getKey() + " (" + count.getValue() + ")")
			.collect(Collectors.joining(", "));
	}

}
