// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import dev.distributedlock.LockLease;
import dev.distributedlock.LockRequest;
import dev.distributedlock.OnLost;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what a registry logs, and of leases that it looks after for too long.
 */
@ExtendWith(OutputCaptureExtension.class)
class LoggingTests {

	private static final String HASH = "key hash [0-9a-f]{8}";

	private static final LockRequest REQUEST = LockRequest.of("account", "secret-key");

	private static final Duration LEASE_TIME = Duration.ofSeconds(30);

	private final VirtualTime time = new VirtualTime();

	private final FaultyStore store = new FaultyStore(this.time);

	private final DefaultLockRegistry registry = new DefaultLockRegistry(this.store, LockRegistryOptions.of("app"),
			(event) -> {
			}, LockTransactions.NONE, this.time.threads());

	@BeforeEach
	@AfterEach
	void withoutDebug() {
		level(LogLevel.INFO);
	}

	private static void level(LogLevel level) {
		LoggingSystem.get(LoggingTests.class.getClassLoader()).setLogLevel("dev.distributedlock.engine", level);
	}

	@Test
	void debugTellsWhatHappensToALock(CapturedOutput output) {
		level(LogLevel.DEBUG);
		LockLease lease = this.registry.acquire(REQUEST);
		assertThat(output.toString()).containsPattern("Acquired lock 'account' \\[secret-key] \\(" + HASH + ", token");
		assertThat(this.registry.tryAcquire(REQUEST)).isEmpty();
		assertThat(output.toString())
			.containsPattern("Lock 'account' \\[secret-key] \\(" + HASH + "\\) is busy: .*app@");
		assertThat(this.registry.tryAcquireAsync(REQUEST).join()).isEmpty();
		lease.release();
		assertThat(output.toString()).containsPattern("Released lock 'account' \\[secret-key] \\(" + HASH + ", token");
	}

	@Test
	void aLossIsLoggedWithTheHashOfTheKeyAndWithoutTheKey(CapturedOutput output) {
		LockLease lease = this.registry.acquire(REQUEST);
		this.store.suspendHolder(Duration.ofMinutes(5));
		assertThat(lease.verify()).isFalse();
		assertThat(output.toString()).containsPattern("WARN.*Lost lock 'account' \\(" + HASH + ", token")
			.contains("acquired at " + getClass().getName())
			.doesNotContain("secret-key");
	}

	@Test
	void thePlannedEndOfALeaseThatIsNotRenewedIsNoWarning(CapturedOutput output) {
		LockLease lease = this.registry.acquire(REQUEST.renew(false));
		this.time.advance(LEASE_TIME);
		assertThat(lease.isHeld()).isFalse();
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void theEarlyEndOfALeaseThatIsNotRenewedIsAWarning(CapturedOutput output) {
		LockLease lease = this.registry.acquire(REQUEST.renew(false));
		this.store.suspendHolder(LEASE_TIME);
		assertThat(lease.verify()).isFalse();
		assertThat(output).contains("WARN").contains("Lost lock");
	}

	@Test
	void aForgottenLeaseIsNotRenewedForEver(CapturedOutput output) {
		String place = getClass().getName() + ".forget(";
		forget();
		Awaitility.await().untilAsserted(() -> {
			System.gc();
			this.time.advance(LEASE_TIME.dividedBy(2));
			assertThat(output).contains("was never released").contains("acquired at " + place);
		});
		this.time.advance(LEASE_TIME);
		assertThat(this.store.list(null, 10)).isEmpty();
	}

	/**
	 * Looking for the place takes time, so later on it is done for some only.
	 */
	@Test
	void aPlaceThatForgetsLeasesIsFoundHoweverManyWereAcquired(CapturedOutput output) {
		for (int i = 0; i < 5000; i++) {
			this.registry.acquire(REQUEST).release();
		}
		for (int i = 0; i < 16; i++) {
			this.registry.acquire(LockRequest.of("account", i));
		}
		Awaitility.await().untilAsserted(() -> {
			System.gc();
			this.time.advance(LEASE_TIME.dividedBy(2));
			assertThat(output).contains("was never released").contains("acquired at " + getClass().getName());
		});
	}

	private void forget() {
		this.registry.acquire(REQUEST);
	}

	/**
	 * What leads for as long as its process lives need not refer to its lease.
	 */
	@Test
	void aLeaseWithAListenerIsNotForgotten(CapturedOutput output) {
		CompletableFuture<LockLease> lost = new CompletableFuture<>();
		this.registry.acquire(REQUEST).onLost(lost::complete);
		for (int i = 0; i < 10; i++) {
			System.gc();
			this.time.advance(LEASE_TIME);
		}
		assertThat(output).doesNotContain("was never released");
		this.store.forceRelease(this.store.list(null, 1).get(0).lock());
		this.time.advance(LEASE_TIME);
		assertThat(lost).isCompleted();
	}

	@Test
	void aScopeThatNothingRefersToIsNotForgotten(CapturedOutput output) {
		openScope();
		for (int i = 0; i < 10; i++) {
			System.gc();
			this.time.advance(LEASE_TIME);
		}
		assertThat(this.store.list(null, 10)).hasSize(1);
		assertThat(output).doesNotContain("was never released");
	}

	private void openScope() {
		new DefaultLockTemplate(this.registry).scope(REQUEST.onLost(OnLost.NOTIFY)).open();
	}

	@Test
	void aLeaseThatIsInUseIsNotForgotten(CapturedOutput output) {
		LockLease lease = this.registry.acquire(REQUEST);
		new DefaultLockTemplate(this.registry).executeWithoutResult(LockRequest.of("work"), (scoped) -> {
			for (int i = 0; i < 10; i++) {
				System.gc();
				this.time.advance(LEASE_TIME);
			}
			assertThat(this.store.list(null, 10)).hasSize(2);
		});
		assertThat(lease.isHeld()).isTrue();
		assertThat(output).doesNotContain("was never released");
	}

	@Test
	void aLeaseThatIsHeldForVeryLongIsWorthOneWarning(CapturedOutput output) {
		LockLease lease = this.registry.acquire(REQUEST);
		LockLease bounded = this.registry.acquire(LockRequest.of("bounded").maxHoldTime(Duration.ofHours(10)));
		this.time.advance(Duration.ofMinutes(49));
		assertThat(output).doesNotContain("has been held");
		this.time.advance(Duration.ofHours(5));
		assertThat(output).containsOnlyOnce("has been held for more than 100 times its lease time of PT30S");
		assertThat(lease.isHeld() && bounded.isHeld()).isTrue();
	}

	@Test
	void aLeaseTooShortForASecondTryIsWorthOneWarning(CapturedOutput output) {
		this.registry.acquire(REQUEST.leaseTime(Duration.ofMillis(600))).release();
		this.registry.acquire(REQUEST.leaseTime(Duration.ofMillis(500)).renew(false)).release();
		assertThat(output).doesNotContain("second try");
		this.registry.acquire(REQUEST.leaseTime(Duration.ofMillis(599))).release();
		this.registry.acquire(REQUEST.leaseTime(Duration.ofMillis(500))).release();
		assertThat(output).containsOnlyOnce("The lease time of lock 'account', 599ms, leaves no time for a second try");
	}

}
