// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

import dev.distributedlock.benchmarks.contender.Contender;
import dev.distributedlock.benchmarks.jvm.CallBenchmark;
import dev.distributedlock.benchmarks.measure.Effort;
import dev.distributedlock.benchmarks.report.Bar;
import dev.distributedlock.benchmarks.report.Figures;
import dev.distributedlock.benchmarks.report.Results;

/**
 * What is measured by JMH.
 */
class JvmSuite implements Suite {

	@Override
	public void run(Effort effort, Results results, Map<String, String> environment) throws RunnerException {
		Map<String, Figures> times = times(effort);
		results.add("JVM: annotated call with a SpEL key, lock in memory, in µs", Bar.atMost(2, 1),
				named(times, Map.of("annotation", Contender.OURS, "shedLockAnnotation", "ShedLock", "plainProxy",
						"plain proxy", "bareMethod", "bare method")));
		results.add("JVM: template, lock in memory, in µs", null, named(times, Map.of("template", Contender.OURS)));
	}

	private static Map<String, Figures> times(Effort effort) throws RunnerException {
		Collection<RunResult> runs = new Runner(new OptionsBuilder().include(CallBenchmark.class.getName())
			.forks(1)
			.warmupIterations(6)
			.warmupTime(TimeValue.seconds(1))
			.measurementIterations(effort.rounds())
			.measurementTime(TimeValue.milliseconds(effort.slice().toMillis()))
			.verbosity(VerboseMode.SILENT)
			.build()).run();
		Map<String, Figures> times = new LinkedHashMap<>();
		for (RunResult run : runs) {
			String benchmark = run.getParams().getBenchmark();
			times.put(benchmark.substring(benchmark.lastIndexOf('.') + 1), micros(run));
		}
		return times;
	}

	private static Figures micros(RunResult run) {
		return new Figures(run.getBenchmarkResults()
			.stream()
			.flatMap((result) -> result.getIterationResults().stream())
			.map((iteration) -> iteration.getPrimaryResult().getScore() / 1000)
			.toList());
	}

	private static Map<String, Figures> named(Map<String, Figures> times, Map<String, String> names) {
		Map<String, Figures> named = new LinkedHashMap<>();
		List.copyOf(times.keySet())
			.stream()
			.filter(names::containsKey)
			.forEach((benchmark) -> named.put(names.get(benchmark), times.get(benchmark)));
		return named;
	}

}
