// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.measure;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.benchmarks.contender.Contender;
import dev.distributedlock.benchmarks.contender.Held;
import dev.distributedlock.benchmarks.report.Bar;
import dev.distributedlock.benchmarks.report.Results;
import dev.distributedlock.benchmarks.server.RequestCounter;
import dev.distributedlock.benchmarks.server.Server;

/**
 * Keeps many leases of 30 seconds alive.
 */
public final class Leases {

	private static final int THREADS = 8;

	private final Results results;

	private final Effort effort;

	public Leases(Results results, Effort effort) {
		this.results = results;
		this.effort = effort;
	}

	/**
	 * Measure what the server has to do, and what a lease takes in the heap.
	 * @param measure what this is called
	 * @param server the server
	 * @param cpu what the server may need
	 * @param contenders the contenders
	 */
	public void measure(String measure, Server server, @Nullable Bar cpu, List<Contender> contenders) {
		try (LineUp lineUp = LineUp.open(this.results, contenders, 1, (contender) -> this.effort.leases())) {
			Map<String, List<Keeping>> kept = lineUp.measureOnce((entrant) -> keep(entrant, server));
			String prefix = measure + ": %,d leases kept alive: ".formatted(this.effort.leases());
			this.results.add(prefix + "requests per second", Bar.atMost(10, 2),
					Ratios.absolute(kept, Keeping::requestsPerSecond));
			this.results.add(prefix + "server CPU in %", cpu, Ratios.absolute(kept, Keeping::cpuPercent));
			this.results.add(prefix + "heap per lease in bytes", Bar.atMost(1024, 500),
					Ratios.absolute(kept, Keeping::bytesPerLease));
		}
	}

	private Keeping keep(Entrant entrant, Server server) throws Exception {
		long before = usedHeap();
		CyclicBarrier barrier = new CyclicBarrier(THREADS + 1);
		Thread[] threads = new Thread[THREADS];
		List<Held> all = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			int worker = i;
			threads[i] = new Thread(() -> holdShare(entrant, worker, barrier, all), "benchmark-leases-" + i);
			threads[i].start();
		}
		barrier.await();
		long bytes = usedHeap() - before;
		if (all.size() < entrant.keys()) {
			throw new IllegalStateException("Only %d leases were granted".formatted(all.size()));
		}
		Keeping keeping = watch(server, (double) bytes / all.size());
		barrier.await();
		for (Thread thread : threads) {
			thread.join();
		}
		return keeping;
	}

	/**
	 * Acquire, and release on the same thread when everything has been seen.
	 */
	private static void holdShare(Entrant entrant, int worker, CyclicBarrier barrier, List<Held> all) {
		List<Held> share = new ArrayList<>();
		try {
			try {
				for (int key = worker; key < entrant.keys(); key += THREADS) {
					Held held = entrant.acquire(0, key, Duration.ZERO);
					if (held != null) {
						share.add(held);
					}
				}
				synchronized (all) {
					all.addAll(share);
				}
			}
			finally {
				barrier.await();
				barrier.await();
			}
			for (Held held : share) {
				held.release();
			}
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Keeping watch(Server server, double bytesPerLease) throws Exception {
		RequestCounter requests = server.countRequests();
		Duration cpu = server.cpuTime();
		long start = System.nanoTime();
		Thread.sleep(this.effort.leaseWindow().toMillis());
		double seconds = (System.nanoTime() - start) / 1e9;
		double busy = server.cpuTime().minus(cpu).toNanos() / 1e9;
		return new Keeping(requests.end().sent() / seconds, 100 * busy / seconds, bytesPerLease);
	}

	private static long usedHeap() throws InterruptedException {
		for (int i = 0; i < 3; i++) {
			System.gc();
			Thread.sleep(100);
		}
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	/**
	 * What it takes.
	 *
	 * @param requestsPerSecond requests that the server got
	 * @param cpuPercent time of one CPU that the server used
	 * @param bytesPerLease heap that the leases take, with what the benchmark itself
	 * remembers
	 */
	private record Keeping(double requestsPerSecond, double cpuPercent, double bytesPerLease) {
	}

}
