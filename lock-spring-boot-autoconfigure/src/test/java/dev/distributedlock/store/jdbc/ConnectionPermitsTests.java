// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import dev.distributedlock.store.jdbc.ConnectionPermits.Priority;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionPermits}.
 */
class ConnectionPermitsTests {

	private static final long NOW = 0;

	private static final long LONG = Duration.ofMinutes(1).toNanos();

	private final ConnectionPermits permits = new ConnectionPermits(2);

	private final Queue<String> served = new ConcurrentLinkedQueue<>();

	private final List<Thread> threads = new ArrayList<>();

	@Test
	void grantsAsManyAsThereAre() {
		assertThat(this.permits.tryAcquire(Priority.LOW, NOW)).isTrue();
		assertThat(this.permits.tryAcquire(Priority.HIGH, NOW)).isTrue();
		assertThat(this.permits.tryAcquire(Priority.HIGH, NOW)).isFalse();
		this.permits.release();
		assertThat(this.permits.tryAcquire(Priority.LOW, NOW)).isTrue();
	}

	@Test
	void servesHighPriorityFirstAndThenInOrder() throws InterruptedException {
		assertThat(this.permits.tryAcquire(Priority.LOW, NOW)).isTrue();
		assertThat(this.permits.tryAcquire(Priority.LOW, NOW)).isTrue();
		queue("acquire 1", Priority.LOW);
		queue("acquire 2", Priority.LOW);
		queue("release 1", Priority.HIGH);
		queue("release 2", Priority.HIGH);
		this.permits.release();
		for (Thread thread : this.threads) {
			thread.join();
		}
		assertThat(this.served).containsExactly("release 1", "release 2", "acquire 1", "acquire 2");
	}

	private void queue(String operation, Priority priority) {
		Thread thread = new Thread(() -> {
			if (this.permits.tryAcquire(priority, LONG)) {
				this.served.add(operation);
				this.permits.release();
			}
		});
		this.threads.add(thread);
		thread.start();
		Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
	}

	@Test
	void keepsTheOrderWhenOneGivesUp() throws InterruptedException {
		assertThat(this.permits.tryAcquire(Priority.LOW, NOW)).isTrue();
		assertThat(this.permits.tryAcquire(Priority.LOW, NOW)).isTrue();
		assertThat(this.permits.tryAcquire(Priority.HIGH, Duration.ofMillis(5).toNanos())).isFalse();
		queue("acquire", Priority.LOW);
		this.permits.release();
		this.threads.get(0).join();
		assertThat(this.served).containsExactly("acquire");
		assertThat(this.permits.tryAcquire(Priority.LOW, NOW)).isTrue();
		assertThat(this.permits.tryAcquire(Priority.LOW, NOW)).isFalse();
	}

	@Test
	void keepsTheFlagOfAnInterruptedThread() {
		Thread.currentThread().interrupt();
		assertThat(this.permits.tryAcquire(Priority.LOW, LONG)).isTrue();
		assertThat(this.permits.tryAcquire(Priority.LOW, LONG)).isTrue();
		assertThat(this.permits.tryAcquire(Priority.LOW, Duration.ofMillis(5).toNanos())).isFalse();
		assertThat(Thread.interrupted()).isTrue();
	}

}
