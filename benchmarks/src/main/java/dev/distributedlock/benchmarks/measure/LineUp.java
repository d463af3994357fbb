// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.measure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

import dev.distributedlock.benchmarks.contender.Contender;
import dev.distributedlock.benchmarks.report.Results;

/**
 * Contenders that have their turns one after the other, round by round, so that whatever
 * else the machine does concerns all of them.
 */
final class LineUp implements AutoCloseable {

	private final List<Entrant> entrants = new ArrayList<>();

	private final Results results;

	private LineUp(Results results) {
		this.results = results;
	}

	/**
	 * Open the contenders.
	 * @param results told who cannot take part
	 * @param contenders the contenders
	 * @param replicas how many replicas each has
	 * @param keys how many keys a contender has
	 * @return the line-up, to be closed
	 */
	static LineUp open(Results results, List<Contender> contenders, int replicas, ToIntFunction<Contender> keys) {
		LineUp lineUp = new LineUp(results);
		for (Contender contender : contenders) {
			try {
				lineUp.entrants.add(new Entrant(contender, replicas, names(keys.applyAsInt(contender))));
			}
			catch (Exception ex) {
				lineUp.failed(contender.name(), ex);
			}
		}
		return lineUp;
	}

	/**
	 * Measure in rounds, after a turn for each that does not count.
	 * @param rounds the number of rounds
	 * @param turn what to do
	 * @return the results of the rounds by contender, without those that failed
	 */
	<T> Map<String, List<T>> measure(int rounds, Turn<T> turn) {
		return measure(-1, rounds, turn);
	}

	private <T> Map<String, List<T>> measure(int first, int rounds, Turn<T> turn) {
		Map<String, List<T>> measured = new LinkedHashMap<>();
		List<Entrant> running = new ArrayList<>(this.entrants);
		for (int round = first; round < rounds; round++) {
			for (Entrant entrant : List.copyOf(running)) {
				try {
					T result = turn.take(entrant);
					if (round >= 0) {
						measured.computeIfAbsent(entrant.name(), (name) -> new ArrayList<>()).add(result);
					}
				}
				catch (Exception ex) {
					running.remove(entrant);
					measured.remove(entrant.name());
					failed(entrant.name(), ex);
				}
			}
			Collections.rotate(running, 1);
		}
		return measured;
	}

	/**
	 * Measure once, without a turn that does not count.
	 * @param turn what to do
	 * @return the results by contender, without those that failed
	 */
	<T> Map<String, List<T>> measureOnce(Turn<T> turn) {
		return measure(0, 1, turn);
	}

	private static String[] names(int keys) {
		return IntStream.range(0, keys).mapToObj((key) -> "k" + key).toArray(String[]::new);
	}

	private void failed(String contender, Exception ex) {
		this.results.note("%s could not be measured: %s".formatted(contender, ex));
	}

	@Override
	public void close() {
		for (Entrant entrant : this.entrants) {
			this.results.exclusion(entrant.name(), entrant.exclusion().grants(), entrant.exclusion().violations());
			entrant.close();
		}
	}

	/**
	 * What each does in its turn.
	 */
	@FunctionalInterface
	interface Turn<T> {

		T take(Entrant entrant) throws Exception;

	}

}
