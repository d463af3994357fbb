// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.opentest4j.TestAbortedException;

import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.DatabaseServer;
import dev.distributedlock.test.server.FakeClock;
import dev.distributedlock.test.server.RedisProduct;
import dev.distributedlock.test.server.RedisServer;
import dev.distributedlock.torture.history.FaultKind;

import org.springframework.util.Assert;
import org.springframework.util.FileSystemUtils;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The torture for as many minutes as {@code torture.minutes} says: rounds with all faults
 * in a random order, each alone and two at a time, on all stores in turns, as far as
 * there are servers. Writes {@code target/torture/report.md} and {@code report.json}
 * after each round, and keeps the histories of rounds in which something was wrong.
 */
@EnabledIfSystemProperty(named = "torture.minutes", matches = ".*", disabledReason = "The long form is asked for")
class LongTortureTests {

	private static final Duration LEASE = Duration.ofSeconds(2);

	/**
	 * Outlasts the time from the end of one primary to the grants of the next, so that
	 * these find holders of whom the next one does not know.
	 */
	private static final Duration LONG_LEASE = Duration.ofSeconds(5);

	private static final int MIXES = 3;

	private final int workers = Integer.getInteger("torture.workers", 3);

	private final long seed = Torture.seed();

	private final Report report = new Report(this.seed);

	@Test
	void everything() throws IOException {
		long end = System.nanoTime() + minutes().toNanos();
		this.report.write(Torture.FOLDER);
		try (DatabaseServer registers = DatabaseProduct.POSTGRESQL.startServer();
				RedisServer redis = RedisProduct.REDIS.startServer()) {
			Map<String, RigFactory> rigs = rigs(registers, redis);
			for (long round = this.seed; System.nanoTime() < end && !rigs.isEmpty(); round++) {
				for (String store : List.copyOf(rigs.keySet())) {
					if (System.nanoTime() < end && !run(store, round, rigs.get(store))) {
						rigs.remove(store);
					}
				}
			}
		}
		assertThat(this.report.violations()).isEmpty();
		assertThat(this.report.grants()).as("grants").isPositive();
	}

	private static Duration minutes() {
		long minutes = Long.getLong("torture.minutes", 0);
		Assert.isTrue(minutes > 0,
				"torture.minutes must be a whole number of minutes, and is " + System.getProperty("torture.minutes"));
		return Duration.ofMinutes(minutes);
	}

	private static Map<String, RigFactory> rigs(DatabaseServer registers, RedisServer redis) {
		Map<String, RigFactory> rigs = new LinkedHashMap<>();
		rigs.put("PostgreSQL",
				(folder, seed) -> DatabaseRig.start(DatabaseProduct.POSTGRESQL, registers, folder, LEASE, seed));
		rigs.put("Redis", (folder, seed) -> new RedisRig(registers, redis, folder, LEASE, seed));
		rigs.put("Redis with a clock that steps", (folder, seed) -> RedisRig.withClock(registers, folder, LEASE, seed));
		rigs.put("MariaDB",
				(folder, seed) -> DatabaseRig.start(DatabaseProduct.MARIADB, registers, folder, LEASE, seed));
		rigs.put("MySQL", (folder, seed) -> DatabaseRig.start(DatabaseProduct.MYSQL, registers, folder, LEASE, seed));
		rigs.put("PostgreSQL with a standby",
				(folder, seed) -> PostgresPairRig.synchronous(registers, folder, LONG_LEASE, seed));
		rigs.put("PostgreSQL with an asynchronous standby",
				(folder, seed) -> PostgresPairRig.asynchronous(registers, folder, LONG_LEASE, seed));
		rigs.put("Redis Sentinel", (folder, seed) -> RedisTopology.sentinel(registers, folder, LEASE, seed));
		rigs.put("Redis Cluster", (folder, seed) -> RedisTopology.cluster(registers, folder, LEASE, seed));
		String[] wanted = StringUtils.tokenizeToStringArray(System.getProperty("torture.stores"), ",");
		for (String store : wanted) {
			Assert.isTrue(rigs.containsKey(store),
					() -> "torture.stores names '%s'; there are: %s".formatted(store, String.join(",", rigs.keySet())));
		}
		if (wanted.length > 0) {
			rigs.keySet().retainAll(List.of(wanted));
		}
		return rigs;
	}

	/**
	 * Run a round.
	 * @return whether there is such a store
	 */
	private boolean run(String store, long seed, RigFactory factory) throws IOException {
		Path folder = Torture.newFolder(store.replace(' ', '-'), seed);
		try (Rig rig = factory.create(folder, seed)) {
			int mixes = store.contains(" ") ? 0 : MIXES;
			add(Torture.run(store, rig, folder, this.workers, seed, phases(rig.faults(), mixes, seed)), folder);
		}
		catch (TestAbortedException ex) {
			System.out.println(store + " is left out: " + ex.getMessage());
			return false;
		}
		catch (RuntimeException ex) {
			ex.printStackTrace();
			this.report.addFailure(store, seed, ex);
			this.report.write(Torture.FOLDER);
		}
		return true;
	}

	private void add(Outcome outcome, Path folder) throws IOException {
		System.out.println(outcome.describe());
		outcome.violations().forEach(System.out::println);
		this.report.add(outcome);
		this.report.write(Torture.FOLDER);
		if (outcome.violations().isEmpty()) {
			FileSystemUtils.deleteRecursively(folder);
		}
	}

	/**
	 * In a random order, but what needs the standby before that takes over.
	 */
	private static List<FaultKind> phases(Set<FaultKind> faults, int mixes, long seed) {
		List<FaultKind> wanted = wantedFaults();
		if (!wanted.isEmpty()) {
			return wanted.stream().filter((fault) -> fault == FaultKind.NONE || faults.contains(fault)).toList();
		}
		List<FaultKind> phases = new ArrayList<>(faults);
		if (!FakeClock.isInstalled() && phases.remove(FaultKind.CLOCK)) {
			System.out.println("No worker has another wall clock: libfaketime is not installed");
		}
		phases.add(FaultKind.NONE);
		phases.addAll(Collections.nCopies(mixes, FaultKind.MIX));
		Collections.shuffle(phases, new Random(seed));
		phases.sort(Comparator.comparing((kind) -> kind != FaultKind.STANDBY_AWAY));
		return phases;
	}

	private static List<FaultKind> wantedFaults() {
		return Stream.of(StringUtils.tokenizeToStringArray(System.getProperty("torture.faults"), ","))
			.map(LongTortureTests::fault)
			.toList();
	}

	private static FaultKind fault(String name) {
		return Stream.of(FaultKind.values())
			.filter((kind) -> kind.name().equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("torture.faults names '%s'; there are: %s".formatted(name,
					Stream.of(FaultKind.values()).map(FaultKind::name).collect(Collectors.joining(",")))));
	}

	private interface RigFactory {

		Rig create(Path folder, long seed);

	}

}
