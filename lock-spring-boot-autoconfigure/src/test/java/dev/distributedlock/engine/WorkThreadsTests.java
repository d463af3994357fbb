// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkThreads}.
 */
class WorkThreadsTests {

	private final SystemTime time = new SystemTime(Executors.defaultThreadFactory());

	private final List<Thread> started = new ArrayList<>();

	private final WorkThreads threads = new WorkThreads(this.time, 4, this::newThread);

	private synchronized Thread newThread(Runnable task) {
		Thread thread = new Thread(task);
		thread.setDaemon(true);
		this.started.add(thread);
		return thread;
	}

	private synchronized int started() {
		return this.started.size();
	}

	@AfterEach
	void close() {
		this.threads.close();
		this.time.close();
	}

	@Test
	void doesAllWorkOnAFewThreads() throws InterruptedException {
		CountDownLatch done = new CountDownLatch(10_000);
		for (int i = 0; i < 10_000; i++) {
			this.threads.execute(done::countDown);
		}
		done.await();
		assertThat(started()).isEqualTo(4);
	}

	@Test
	void addsThreadsWhereWorkWaitsForQueuedWork() {
		CountDownLatch allWait = new CountDownLatch(4);
		List<CompletableFuture<String>> outer = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			outer.add(CompletableFuture.supplyAsync(() -> {
				allWait.countDown();
				await(allWait);
				return CompletableFuture.supplyAsync(() -> "inner", this.threads).join();
			}, this.threads));
		}
		assertThat(outer).allSatisfy((work) -> assertThat(work.join()).isEqualTo("inner"));
		assertThat(started()).isGreaterThan(4);
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void returnsToItsLimit() {
		addsThreadsWhereWorkWaitsForQueuedWork();
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.threads).extracting("pool.maximumPoolSize").isEqualTo(4));
	}

}
