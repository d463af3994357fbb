// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.fencing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.distributedlock.StaleFencingTokenException;
import dev.distributedlock.fencing.JdbcFencingGuard;
import dev.distributedlock.test.server.DatabaseProduct;

import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionDefinition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link JdbcFencingGuard} with several transactions at a time.
 */
@ParameterizedClass
@EnumSource(DatabaseProduct.class)
class FencingConcurrencyTests {

	private static final int WRITERS = 8;

	private static FencedDatabase database;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final String resource = FencedDatabase.newResource();

	FencingConcurrencyTests(DatabaseProduct product) {
	}

	@BeforeParameterizedClassInvocation
	static void connect(DatabaseProduct product) {
		database = FencedDatabase.create(product);
	}

	@AfterParameterizedClassInvocation
	static void disconnect() {
		database.close();
	}

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
	}

	@Test
	void aSmallerTokenThatComesSecondWaitsAndIsRefused() throws Exception {
		database.write(this.resource, 1);
		assertSecondWaitsAndIsRefused();
	}

	@Test
	void aSmallerTokenThatComesSecondWaitsAndIsRefusedOnANewResource() throws Exception {
		assertSecondWaitsAndIsRefused();
	}

	private void assertSecondWaitsAndIsRefused() throws Exception {
		Future<?> second = database.transaction().execute((status) -> {
			database.guard().check(this.resource, 20);
			Future<?> waiting = this.threads.submit(() -> database.write(this.resource, 10));
			assertWaits(waiting);
			return waiting;
		});
		assertThat(catchThrowable(second::get)).hasCauseInstanceOf(StaleFencingTokenException.class);
		assertThat(database.effects(this.resource, 10)).isZero();
		assertThat(database.remembered(this.resource)).isEqualTo(20);
	}

	@Test
	void aLargerTokenThatComesSecondWaitsAndPasses() throws Exception {
		Future<?> second = database.transaction().execute((status) -> {
			database.guard().check(this.resource, 10);
			Future<?> waiting = this.threads.submit(() -> database.write(this.resource, 20));
			assertWaits(waiting);
			return waiting;
		});
		second.get();
		assertThat(database.effects(this.resource, 20)).isOne();
	}

	@Test
	void aSmallerTokenThatComesSecondPassesIfTheFirstRollsBack() throws Exception {
		Future<?> second = database.transaction().execute((status) -> {
			database.guard().check(this.resource, 20);
			Future<?> waiting = this.threads.submit(() -> database.write(this.resource, 10));
			assertWaits(waiting);
			status.setRollbackOnly();
			return waiting;
		});
		second.get();
		assertThat(database.effects(this.resource, 10)).isOne();
	}

	/**
	 * A fence that lets others in comes through in far less time.
	 */
	private static void assertWaits(Future<?> second) {
		assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> second.get(500, TimeUnit.MILLISECONDS));
	}

	@ParameterizedTest
	@ValueSource(ints = { TransactionDefinition.ISOLATION_READ_COMMITTED,
			TransactionDefinition.ISOLATION_REPEATABLE_READ, TransactionDefinition.ISOLATION_SERIALIZABLE })
	void aSmallerTokenNeverPassesWhateverItsSnapshotSays(int isolation) {
		database.write(this.resource, 1);
		assertRefusedAfterLargerToken(isolation, this.resource);
		assertRefusedAfterLargerToken(isolation, FencedDatabase.newResource());
	}

	/**
	 * Any query takes the snapshot, but only this one locks nothing that others need.
	 */
	private void assertRefusedAfterLargerToken(int isolation, String resource) {
		Throwable refusal = catchThrowable(() -> database.transaction(isolation).executeWithoutResult((status) -> {
			database.jdbc().queryForList("SELECT 1 FROM snapshot");
			join(() -> database.write(resource, 20));
			database.guard().check(resource, 10);
			database.recordEffect(resource, 10);
		}));
		assertThat(refusal).isInstanceOfAny(StaleFencingTokenException.class, DataAccessException.class);
		assertThat(database.effects(resource, 10)).isZero();
		assertThat(database.remembered(resource)).isEqualTo(20);
	}

	private void join(Runnable task) {
		try {
			this.threads.submit(task).get();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@RepeatedTest(10)
	void writersThatMeetAtANewResourcePassInTheOrderOfTheirTokens() throws Exception {
		List<Long> passed = Collections.synchronizedList(new ArrayList<>());
		CyclicBarrier start = new CyclicBarrier(WRITERS);
		List<Callable<Void>> writers = new ArrayList<>();
		for (long token = 1; token <= WRITERS; token++) {
			writers.add(writer(token, start, passed));
		}
		for (Future<Void> writer : this.threads.invokeAll(writers)) {
			writer.get();
		}
		assertThat(passed).isSorted().endsWith((long) WRITERS).doesNotHaveDuplicates();
		assertThat(database.remembered(this.resource)).isEqualTo(WRITERS);
	}

	private Callable<Void> writer(long token, CyclicBarrier start, List<Long> passed) {
		return () -> {
			start.await();
			try {
				database.inTransaction(() -> {
					database.guard().check(this.resource, token);
					passed.add(token); // in the order in which they have the row
				});
			}
			catch (StaleFencingTokenException ex) {
				assertThat(ex.getSeenToken()).isGreaterThan(token);
			}
			return null;
		};
	}

}
