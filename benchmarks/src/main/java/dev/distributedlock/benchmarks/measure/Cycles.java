// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.measure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntConsumer;
import java.util.stream.LongStream;

import dev.distributedlock.benchmarks.contender.Contender;
import dev.distributedlock.benchmarks.report.Bar;
import dev.distributedlock.benchmarks.report.Figures;
import dev.distributedlock.benchmarks.report.Results;

/**
 * Acquires and releases locks that nobody else wants.
 */
public final class Cycles {

	private static final int THREADS = 8;

	private static final int KEYS = 100_000;

	/**
	 * What still counts as flat.
	 */
	private static final Bar FLAT = Bar.atMost(1.25, 1.1);

	private final Results results;

	private final Effort effort;

	public Cycles(Results results, Effort effort) {
		this.results = results;
		this.effort = effort;
	}

	/**
	 * Measure the time of a cycle, with one thread and few keys.
	 * @param measure what this is called
	 * @param bar what has to be reached
	 * @param contenders the contenders
	 */
	public void oneThread(String measure, Bar bar, List<Contender> contenders) {
		try (LineUp lineUp = LineUp.open(this.results, contenders, 1, (contender) -> 16)) {
			lineUp.measureOnce((entrant) -> nanosPerCycle(entrant, this.effort.warmUp()));
			this.results.add(measure + ": cycle ÷ floor", bar,
					Ratios.of(
							lineUp.measure(this.effort.rounds(),
									(entrant) -> nanosPerCycle(entrant, this.effort.slice())),
							Contender.FLOOR, (nanos) -> nanos));
		}
	}

	/**
	 * Measure the throughput of several threads, with many keys.
	 * @param measure what this is called
	 * @param bar what has to be reached
	 * @param contenders the contenders
	 */
	public void manyKeys(String measure, Bar bar, List<Contender> contenders) {
		try (LineUp lineUp = LineUp.open(this.results, contenders, 1, (contender) -> KEYS)) {
			lineUp.measureOnce((entrant) -> cyclesPerSecond(entrant, this.effort.warmUp()));
			this.results.add(measure + ": throughput ÷ floor, %,d keys, %d threads".formatted(KEYS, THREADS), bar,
					Ratios.of(
							lineUp.measure(this.effort.rounds(),
									(entrant) -> cyclesPerSecond(entrant, this.effort.slice())),
							Contender.FLOOR, (cycles) -> cycles));
		}
	}

	/**
	 * Compare the time of a cycle where many keys are known with that where one is.
	 * @param measure what this is called
	 * @param contenders the contenders by the number of keys, the first of which is one
	 * @param fill makes a number of keys known
	 */
	public void knownKeys(String measure, Map<Integer, Contender> contenders, IntConsumer fill) {
		Map<Contender, Integer> keys = new LinkedHashMap<>();
		contenders.forEach((number, contender) -> keys.put(contender, number));
		try (LineUp lineUp = LineUp.open(this.results, List.copyOf(keys.keySet()), 1, keys::get)) {
			lineUp.measureOnce((entrant) -> nanosPerCycle(entrant, this.effort.slice()));
			contenders.keySet().forEach(fill::accept);
			Map<String, Figures> ratios = Ratios.of(
					lineUp.measure(this.effort.rounds(), (entrant) -> nanosPerCycle(entrant, this.effort.slice())),
					contenders.get(1).name(), (nanos) -> nanos);
			contenders.forEach((number, contender) -> {
				if (ratios.containsKey(contender.name())) {
					this.results.add(measure + ": cycle at %,d known keys ÷ at one".formatted(number), FLAT,
							Map.of(Contender.OURS, ratios.get(contender.name())));
				}
			});
		}
	}

	/**
	 * Use each key once.
	 * @param contender whose keys
	 * @param keys the number of keys
	 */
	public void once(Contender contender, int keys) {
		try (LineUp lineUp = LineUp.open(this.results, List.of(contender), 1, (any) -> keys)) {
			lineUp.measureOnce((entrant) -> Workers.run(THREADS, (worker) -> {
				for (int key = worker; key < keys; key += THREADS) {
					entrant.cycle(key);
				}
				return keys;
			}));
		}
	}

	/**
	 * Count something for a single cycle.
	 * @param measure what this is called
	 * @param contenders the contenders
	 * @param count begins to count and returns what ends it
	 */
	public void counted(String measure, List<Contender> contenders, Callable<Callable<Long>> count) {
		int cycles = 50;
		try (LineUp lineUp = LineUp.open(this.results, contenders, 1, (contender) -> 1)) {
			this.results.add(measure, null, Ratios.absolute(lineUp.measure(1, (entrant) -> {
				for (int i = 0; i < cycles; i++) {
					entrant.cycle(0);
				}
				Callable<Long> end = count.call();
				for (int i = 0; i < cycles; i++) {
					entrant.cycle(0);
				}
				return Math.rint(10.0 * end.call() / cycles) / 10;
			}), (perCycle) -> perCycle));
		}
	}

	/**
	 * The median, which tells more than the mean on a machine that others use too.
	 */
	private static double nanosPerCycle(Entrant entrant, Duration slice) throws Exception {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		LongStream.Builder nanos = LongStream.builder();
		long start = System.nanoTime();
		long end = start + slice.toNanos();
		while (start < end) {
			entrant.cycle(random.nextInt(entrant.keys()));
			long now = System.nanoTime();
			nanos.add(now - start);
			start = now;
		}
		long[] sorted = nanos.build().sorted().toArray();
		return sorted[sorted.length / 2];
	}

	private static double cyclesPerSecond(Entrant entrant, Duration slice) throws Exception {
		int share = entrant.keys() / THREADS;
		List<Integer> cycles = Workers.run(THREADS, (worker) -> {
			int key = ThreadLocalRandom.current().nextInt(share);
			long end = System.nanoTime() + slice.toNanos();
			int done = 0;
			while (System.nanoTime() < end) {
				entrant.cycle(worker * share + key);
				key = (key + 1) % share;
				done++;
			}
			return done;
		});
		return cycles.stream().mapToInt(Integer::intValue).sum() / (slice.toNanos() / 1e9);
	}

}
