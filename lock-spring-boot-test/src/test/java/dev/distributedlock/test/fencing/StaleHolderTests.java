// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.fencing;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import dev.distributedlock.LockContextHolder;
import dev.distributedlock.LockLease;
import dev.distributedlock.LockRequest;
import dev.distributedlock.OnLost;
import dev.distributedlock.StaleFencingTokenException;
import dev.distributedlock.engine.DefaultLockRegistry;
import dev.distributedlock.engine.DefaultLockTemplate;
import dev.distributedlock.engine.LockRegistryOptions;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.jdbc.JdbcLockStore;
import dev.distributedlock.store.jdbc.JdbcLockStoreOptions;
import dev.distributedlock.test.server.DatabaseProduct;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for a holder that is paused for longer than its lease, and writes when it comes
 * back. The locks are in another database than what is written: no lock store can help.
 */
@ParameterizedClass
@EnumSource(DatabaseProduct.class)
class StaleHolderTests {

	private static final LockRequest REQUEST = LockRequest.of("report");

	private static FencedDatabase database;

	private final String resource = FencedDatabase.newResource();

	StaleHolderTests(DatabaseProduct product) {
	}

	@BeforeParameterizedClassInvocation
	static void connect(DatabaseProduct product) {
		database = FencedDatabase.create(product);
	}

	@AfterParameterizedClassInvocation
	static void disconnect() {
		database.close();
	}

	@Test
	void aHolderThatWasPausedIsRefusedOnceItsSuccessorHasWritten() throws Exception {
		LockStore store = lockStore();
		ExecutorService replica = Executors.newSingleThreadExecutor();
		try (DefaultLockRegistry first = registry(store); DefaultLockRegistry second = registry(store)) {
			CountDownLatch paused = new CountDownLatch(1);
			CountDownLatch resumed = new CountDownLatch(1);
			Future<Long> stale = replica.submit(() -> new DefaultLockTemplate(first)
				.execute(REQUEST.leaseTime(Duration.ofMillis(300)).renew(false).onLost(OnLost.NOTIFY), (lease) -> {
					paused.countDown();
					awaitUninterrupted(resumed);
					return writeUnderCurrentLease();
				}));
			assertThat(paused.await(30, TimeUnit.SECONDS)).isTrue();
			long token = new DefaultLockTemplate(second).execute(REQUEST.waitTime(Duration.ofSeconds(30)),
					(lease) -> writeUnderCurrentLease());
			resumed.countDown();
			assertThat(catchThrowable(stale::get)).cause()
				.isInstanceOfSatisfying(StaleFencingTokenException.class,
						(ex) -> assertThat(ex.getSeenToken()).isEqualTo(token))
				.extracting((ex) -> ((StaleFencingTokenException) ex).getFencingToken())
				.satisfies((refused) -> assertThat(refused).isLessThan(token))
				.satisfies((refused) -> assertThat(database.effects(this.resource, refused)).isZero());
			assertThat(database.effects(this.resource, token)).isOne();
			assertThat(database.remembered(this.resource)).isEqualTo(token);
		}
		finally {
			replica.shutdownNow();
		}
	}

	private long writeUnderCurrentLease() {
		LockLease lease = LockContextHolder.requireLease();
		database.inTransaction(() -> {
			database.recordEffect(this.resource, lease.fencingToken());
			database.guard().check(this.resource);
		});
		return lease.fencingToken();
	}

	private static void awaitUninterrupted(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static LockStore lockStore() {
		JdbcDataSource dataSource = new JdbcDataSource();
		dataSource.setUrl("jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1".formatted(UUID.randomUUID()));
		new ResourceDatabasePopulator(new ClassPathResource("dev/distributedlock/store/jdbc/schema-h2.sql"))
			.execute(dataSource);
		return new JdbcLockStore(dataSource, JdbcLockStoreOptions.standard());
	}

	private static DefaultLockRegistry registry(LockStore store) {
		return new DefaultLockRegistry(store, LockRegistryOptions.of(""), (event) -> {
		});
	}

}
