// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.transaction;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import javax.sql.DataSource;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import dev.distributedlock.LockRequest;
import dev.distributedlock.store.AcquireResult.Granted;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.WaitTime;
import dev.distributedlock.store.RenewalResult.Outcome;
import dev.distributedlock.store.jdbc.JdbcLockStore;
import dev.distributedlock.test.server.DatabaseProduct;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a transaction which is guarded disturbs no other lock, in the isolation that
 * the database has by default.
 */
@ParameterizedClass
@EnumSource(DatabaseProduct.class)
class UnrelatedLockTests {

	private static Bank bank;

	private final LockRequest unrelated = LockRequest.of("unrelated", UUID.randomUUID());

	private final Acquisition acquisition = new Acquisition(UUID.randomUUID(), List.of(Bank.id(this.unrelated)),
			"other");

	UnrelatedLockTests(DatabaseProduct product) {
	}

	@BeforeParameterizedClassInvocation
	static void open(DatabaseProduct product) {
		bank = Bank.open(product, Application.class, Map.of());
	}

	@AfterParameterizedClassInvocation
	static void close() {
		bank.close();
	}

	@AfterEach
	void reset() {
		bank.reset();
	}

	private static LockStore store() {
		return bank.bean(LockStore.class);
	}

	private static void betweenGuardAndCommit(Runnable action) {
		BeforeCommit beforeCommit = bank.bean(BeforeCommit.class);
		beforeCommit.set(() -> {
			beforeCommit.set(null);
			action.run();
		});
		bank.locks()
			.executeWithoutResult(Bank.LOCK,
					(lease) -> bank.transaction().executeWithoutResult((tx) -> bank.payIn(10)));
		assertThat(bank.balance()).isEqualTo(10);
	}

	@Test
	void aNewLockIsGranted() {
		betweenGuardAndCommit(() -> assertThat(bank.tryAcquireAsStranger(this.unrelated)).isInstanceOf(Granted.class));
	}

	@Test
	void aFreeLockIsGranted() {
		bank.tryAcquireAsStranger(this.unrelated);
		store().forceRelease(Bank.id(this.unrelated));
		betweenGuardAndCommit(() -> assertThat(bank.tryAcquireAsStranger(this.unrelated)).isInstanceOf(Granted.class));
	}

	@Test
	void aLeaseIsRenewed() {
		store().acquire(this.acquisition, Duration.ofSeconds(30), WaitTime.NONE);
		betweenGuardAndCommit(() -> assertThat(
				store().renew(List.of(new Renewal(this.acquisition, Duration.ofMinutes(2), null))).get(0).outcome())
			.isEqualTo(Outcome.RENEWED));
	}

	@Test
	void aLeaseIsReleased() {
		store().acquire(this.acquisition, Duration.ofSeconds(30), WaitTime.NONE);
		betweenGuardAndCommit(
				() -> assertThat(store().release(this.acquisition, Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED));
	}

	@Test
	void theSameDatabaseIsRecognised() {
		betweenGuardAndCommit(
				() -> assertThat(bank.bean(JdbcLockStore.class).sharesDatabaseWith(bank.bean(DataSource.class)))
					.isTrue());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		BeforeCommit beforeCommit() {
			return new BeforeCommit();
		}

	}

}
