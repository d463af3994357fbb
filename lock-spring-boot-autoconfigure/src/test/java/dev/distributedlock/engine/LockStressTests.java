// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.distributedlock.LockContextHolder;
import dev.distributedlock.LockInterruptedException;
import dev.distributedlock.LockLease;
import dev.distributedlock.LockLostEvent;
import dev.distributedlock.LockLostException;
import dev.distributedlock.LockRegistryClosedException;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockStoreException;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.local.LocalLockStore;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what real threads can do to the engine at the same time. Which of them comes
 * first is up to the machine; what they do is drawn from a seed.
 */
class LockStressTests {

	private static final long SEED = Long.getLong("distributed-lock.test.stress.seed", 1);

	private static final int ROUNDS = Integer.getInteger("distributed-lock.test.stress.rounds", 300);

	private static final int THREADS = 8;

	private static final LockRequest REQUEST = LockRequest.of("job", 1);

	private static final LockId LOCK = LockId.of("", "job", "1");

	private final LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final LocalLockStore store = new LocalLockStore();

	private final Map<LockLease, AtomicInteger> events = new ConcurrentHashMap<>();

	private Set<Thread> before = Set.of();

	private DefaultLockRegistry registry = newRegistry();

	@BeforeEach
	void quiet() {
		this.logging.setLogLevel("dev.distributedlock", LogLevel.OFF);
		this.before = new HashSet<>(Thread.getAllStackTraces().keySet());
	}

	@AfterEach
	void nothingIsLeft() throws Exception {
		this.threads.shutdown();
		assertThat(this.threads.awaitTermination(30, TimeUnit.SECONDS)).as("nobody is stuck").isTrue();
		Awaitility.await().untilAsserted(() -> assertThat(this.store.list(null, 10)).isEmpty());
		assertThat(this.registry.keeper().kept()).isEmpty();
		this.registry.close();
		Awaitility.await().untilAsserted(() -> assertThat(engineThreads()).isEmpty());
		this.logging.setLogLevel("dev.distributedlock", null);
	}

	private List<Thread> engineThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("distributed-lock-") && !this.before.contains(thread))
			.toList();
	}

	private DefaultLockRegistry newRegistry() {
		return new DefaultLockRegistry(this.store, LockRegistryOptions.of(""), this::lost);
	}

	private void lost(LockLostEvent event) {
		this.events.computeIfAbsent(event.lease(), (lease) -> new AtomicInteger()).incrementAndGet();
	}

	/**
	 * Have tasks begin at the same time, and wait for their end.
	 */
	private void race(List<Callable<?>> tasks) throws Exception {
		CyclicBarrier start = new CyclicBarrier(tasks.size());
		List<Future<?>> futures = new ArrayList<>();
		for (Callable<?> task : tasks) {
			futures.add(this.threads.submit(() -> {
				start.await();
				return task.call();
			}));
		}
		for (Future<?> future : futures) {
			future.get(60, TimeUnit.SECONDS);
		}
	}

	@Test
	void theEndsOfALeaseRace() throws Exception {
		Random random = new Random(SEED);
		Map<LockLease, Queue<AtomicInteger>> callbacks = new ConcurrentHashMap<>();
		for (int round = 0; round < ROUNDS; round++) {
			LockLease lease = this.registry.acquire(REQUEST.leaseTime(Duration.ofMillis(100))
				.waitTime(Duration.ofSeconds(30))
				.renew(random.nextBoolean()));
			Queue<AtomicInteger> calls = new ConcurrentLinkedQueue<>();
			callbacks.put(lease, calls);
			boolean forced = random.nextBoolean();
			List<Callable<?>> tasks = new ArrayList<>();
			for (int thread = 0; thread < THREADS; thread++) {
				tasks.add(end(lease, calls, random.nextInt(6), forced));
			}
			tasks.add(() -> forced && this.store.forceRelease(LOCK));
			race(tasks);
			lease.release();
			assertThat(lease.isHeld()).isFalse();
			assertThat(this.store.find(List.of(LOCK))).as("released in round " + round).isEmpty();
		}
		this.registry.close();
		Awaitility.await().untilAsserted(() -> assertThat(engineThreads()).isEmpty());
		callbacks.forEach((lease, calls) -> {
			int lost = this.events.getOrDefault(lease, new AtomicInteger()).get();
			assertThat(lost).as("events for " + lease).isLessThanOrEqualTo(1);
			assertThat(calls).as("callbacks for " + lease).allMatch((count) -> count.get() <= lost);
		});
	}

	/**
	 * Two threads only, so that they meet.
	 */
	@Test
	void aLeaseIsEitherLostOrReleased() throws Exception {
		CyclicBarrier round = new CyclicBarrier(2);
		List<Lease> leases = new ArrayList<>();
		Map<Lease, AtomicInteger> calls = new ConcurrentHashMap<>();
		for (int i = 0; i < ROUNDS * 20; i++) {
			Lease lease = (Lease) this.registry.acquire(LockRequest.of("job", i));
			AtomicInteger told = new AtomicInteger();
			lease.onLost((lost) -> told.incrementAndGet());
			calls.put(lease, told);
			leases.add(lease);
		}
		race(List.of(() -> {
			for (Lease lease : leases) {
				round.await();
				lease.lose(LossReason.GONE);
			}
			return true;
		}, () -> {
			for (Lease lease : leases) {
				round.await();
				lease.release();
				lease.onLost((lost) -> calls.get(lease).addAndGet(10));
			}
			return true;
		}));
		this.registry.close();
		Awaitility.await().untilAsserted(() -> assertThat(engineThreads()).isEmpty());
		for (Lease lease : leases) {
			int lost = this.events.getOrDefault(lease, new AtomicInteger()).get();
			assertThat(lost).isLessThanOrEqualTo(1);
			assertThat(calls.get(lease).get()).as("called only if it was lost, and only before its release")
				.isLessThanOrEqualTo(lost);
		}
	}

	private Callable<?> end(LockLease lease, Queue<AtomicInteger> callbacks, int way, boolean forced) {
		return switch (way) {
			case 0 -> () -> {
				lease.release();
				return false;
			};
			case 1 -> () -> {
				AtomicInteger calls = new AtomicInteger();
				callbacks.add(calls);
				lease.onLost((lost) -> calls.incrementAndGet());
				return true;
			};
			case 2 -> () -> {
				try {
					lease.extend(Duration.ofMillis(150));
					return true;
				}
				catch (LockLostException ex) {
					return false;
				}
			};
			case 3 -> () -> {
				this.registry.keeper().confirm((Lease) lease);
				return true;
			};
			default -> () -> {
				while (forced && lease.verify()) {
					Thread.onSpinWait();
				}
				return lease.isHeld();
			};
		};
	}

	@Test
	void oneOfManyAtATimeEvenIfTheyAreInterrupted() throws Exception {
		DefaultLockTemplate template = new DefaultLockTemplate(this.registry);
		AtomicInteger inside = new AtomicInteger();
		AtomicInteger runs = new AtomicInteger();
		AtomicInteger waiting = new AtomicInteger(THREADS);
		BlockingQueue<Thread> asking = new LinkedBlockingQueue<>();
		List<Callable<?>> tasks = new ArrayList<>();
		for (int thread = 0; thread < THREADS; thread++) {
			Random random = new Random(SEED + thread);
			tasks.add(() -> {
				for (int i = 0; i < ROUNDS; i++) {
					if (random.nextInt(4) == 0) {
						asking.add(Thread.currentThread());
					}
					LockRequest request = REQUEST.waitTime(Duration.ofMillis(random.nextInt(50)))
						.leaseTime(Duration.ofMinutes(1));
					try {
						template.tryExecute(request, (lease) -> {
							assertThat(inside.incrementAndGet()).isOne();
							runs.incrementAndGet();
							assertThat(lease.isHeld()).isTrue();
							template.executeWithoutResult(REQUEST, (again) -> assertThat(again).isSameAs(lease));
							inside.decrementAndGet();
							return true;
						});
					}
					catch (LockInterruptedException ex) {
						assertThat(Thread.interrupted()).isTrue();
					}
					assertThat(LockContextHolder.getContext()).isNull();
				}
				waiting.decrementAndGet();
				return true;
			});
		}
		tasks.add(() -> {
			while (waiting.get() > 0) {
				Thread worker = asking.poll(10, TimeUnit.MILLISECONDS);
				if (worker != null) {
					worker.interrupt();
				}
			}
			return true;
		});
		race(tasks);
		assertThat(runs).hasPositiveValue();
		assertThat(this.events).isEmpty();
	}

	@Test
	void cancelledAcquisitionsLeaveNothing() throws Exception {
		AtomicInteger inside = new AtomicInteger();
		List<Callable<?>> tasks = new ArrayList<>();
		for (int thread = 0; thread < THREADS; thread++) {
			Random random = new Random(SEED + thread);
			tasks.add(() -> {
				for (int i = 0; i < ROUNDS; i++) {
					CompletableFuture<Optional<LockLease>> future = this.registry
						.tryAcquireAsync(REQUEST.waitTime(Duration.ofMillis(random.nextInt(20))));
					if (random.nextBoolean()) {
						Thread.yield();
						future.cancel(true);
					}
					future.handle((lease, ex) -> lease).get(30, TimeUnit.SECONDS);
					if (!future.isCancelled() && future.join().isPresent()) {
						assertThat(inside.incrementAndGet()).isOne();
						inside.decrementAndGet();
						future.join().get().release();
					}
				}
				return true;
			});
		}
		race(tasks);
		assertThat(this.events).isEmpty();
	}

	@Test
	void closingRacesWithEverything() throws Exception {
		for (int round = 0; round < ROUNDS / 10; round++) {
			Random random = new Random(SEED + round);
			DefaultLockRegistry closing = newRegistry();
			AtomicBoolean open = new AtomicBoolean(true);
			CountDownLatch uses = new CountDownLatch(random.nextInt(500));
			List<Callable<?>> tasks = new ArrayList<>();
			for (int thread = 0; thread < THREADS; thread++) {
				boolean async = random.nextBoolean();
				tasks.add(() -> {
					while (open.get()) {
						use(closing, async);
						uses.countDown();
					}
					return true;
				});
			}
			tasks.add(() -> {
				uses.await(30, TimeUnit.SECONDS);
				closing.close();
				open.set(false);
				return true;
			});
			race(tasks);
		}
		this.registry.close();
		Awaitility.await().untilAsserted(() -> assertThat(engineThreads()).isEmpty());
	}

	private static void use(DefaultLockRegistry registry, boolean async) throws Exception {
		LockRequest request = REQUEST.leaseTime(Duration.ofMillis(200)).waitTime(Duration.ofMillis(5));
		try {
			Optional<LockLease> lease = async ? registry.tryAcquireAsync(request)
				.exceptionally((ex) -> Optional.empty())
				.get(30, TimeUnit.SECONDS) : registry.tryAcquire(request);
			lease.ifPresent(LockLease::release);
		}
		catch (LockRegistryClosedException | LockStoreException ex) {
			// Closed.
		}
	}

}
