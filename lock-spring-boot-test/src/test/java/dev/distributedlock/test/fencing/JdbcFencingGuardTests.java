// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.fencing;

import java.time.Duration;
import java.util.List;

import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import dev.distributedlock.LockLease;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockTemplate;
import dev.distributedlock.StaleFencingTokenException;
import dev.distributedlock.engine.DefaultLockRegistry;
import dev.distributedlock.engine.DefaultLockTemplate;
import dev.distributedlock.engine.LockRegistryOptions;
import dev.distributedlock.fencing.JdbcFencingGuard;
import dev.distributedlock.store.local.LocalLockStore;
import dev.distributedlock.test.server.DatabaseProduct;

import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link JdbcFencingGuard}.
 */
@ParameterizedClass
@EnumSource(DatabaseProduct.class)
class JdbcFencingGuardTests {

	private static final String LONG_NAME = "x".repeat(1000);

	private static final List<String> ODD_NAMES = List.of("odd", "Odd", "ODD", "odd ", " odd", "ödd", "o\u0308dd",
			"odd\u0000", "odd\u0001", "odd\uD800", "odd\uD801", "odd\uDC00\uD800", "\uD83D\uDE00", ":odd", "odd:",
			"%006Fdd", "~odd", "odd\u200B", "\uFF4Fdd", LONG_NAME, LONG_NAME + "x", LONG_NAME + "X", LONG_NAME + " ",
			"'; DROP TABLE distributed_lock_fence; --", "o_d", "o%d", "İ", "i", "ı", "ß", "ss");

	private static FencedDatabase database;

	private final String resource = FencedDatabase.newResource();

	JdbcFencingGuardTests(DatabaseProduct product) {
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
	void theFirstTokenPassesAndIsRemembered() {
		database.write(this.resource, 10);
		assertThat(database.effects(this.resource, 10)).isOne();
		assertThat(database.remembered(this.resource)).isEqualTo(10);
	}

	@Test
	void anEqualTokenPasses() {
		database.write(this.resource, 10);
		database.write(this.resource, 10);
		assertThat(database.effects(this.resource, 10)).isEqualTo(2);
	}

	@Test
	void aTokenPassesSeveralTimesInOneTransaction() {
		database.inTransaction(() -> {
			database.guard().check(this.resource, 10);
			database.guard().check(this.resource, 10);
			database.recordEffect(this.resource, 10);
		});
		assertThat(database.effects(this.resource, 10)).isOne();
	}

	@Test
	void aLargerTokenPassesAndIsRemembered() {
		long largest = (1L << 53) - 1;
		database.write(this.resource, 10);
		database.write(this.resource, 11);
		database.write(this.resource, largest);
		assertThat(database.remembered(this.resource)).isEqualTo(largest);
	}

	@Test
	void aSmallerTokenIsRefusedAndForgotten() {
		database.write(this.resource, 10);
		assertThatExceptionOfType(StaleFencingTokenException.class).isThrownBy(() -> database.write(this.resource, 9))
			.withMessageContainingAll("'" + this.resource + "'", " 9", " 10")
			.satisfies((ex) -> assertThat(ex.getResource()).isEqualTo(this.resource))
			.satisfies((ex) -> assertThat(ex.getFencingToken()).isEqualTo(9))
			.satisfies((ex) -> assertThat(ex.getSeenToken()).isEqualTo(10));
		assertThat(database.effects(this.resource, 9)).isZero();
		assertThat(database.remembered(this.resource)).isEqualTo(10);
		database.write(this.resource, 10);
	}

	@Test
	void aRefusalRollsBackWhatWasWrittenBefore() {
		database.write(this.resource, 10);
		assertThatExceptionOfType(StaleFencingTokenException.class).isThrownBy(() -> database.inTransaction(() -> {
			database.recordEffect(this.resource, 9);
			database.guard().check(this.resource, 9);
		}));
		assertThat(database.effects(this.resource, 9)).isZero();
	}

	@Test
	void aRefusalThatIsSwallowedCannotBeCommitted() {
		database.write(this.resource, 10);
		assertThatExceptionOfType(StaleFencingTokenException.class).isThrownBy(() -> database.inTransaction(() -> {
			database.recordEffect(this.resource, 9);
			assertThatExceptionOfType(StaleFencingTokenException.class)
				.isThrownBy(() -> database.guard().check(this.resource, 9));
			assertThat(database.jdbc().queryForList("SELECT 1 FROM effect")).isNotEmpty();
		}));
		assertThat(database.effects(this.resource, 9)).isZero();
	}

	@Test
	void aRollbackForgetsTheToken() {
		database.transaction().executeWithoutResult((status) -> {
			database.guard().check(this.resource, 20);
			status.setRollbackOnly();
		});
		database.write(this.resource, 10);
		database.transaction().executeWithoutResult((status) -> {
			database.guard().check(this.resource, 20);
			status.setRollbackOnly();
		});
		database.write(this.resource, 10);
	}

	@Test
	void resourcesAreApart() {
		database.write(this.resource, 10);
		database.write(FencedDatabase.newResource(), 9);
	}

	@Test
	void severalResourcesAreGuardedInOneTransaction() {
		String other = FencedDatabase.newResource();
		database.write(other, 10);
		assertThatExceptionOfType(StaleFencingTokenException.class).isThrownBy(() -> database.inTransaction(() -> {
			database.guard().check(this.resource, 9);
			database.guard().check(other, 9);
		}));
		database.write(this.resource, 8);
	}

	@Test
	void namesAreExact() {
		for (int i = 0; i < ODD_NAMES.size(); i++) {
			String name = ODD_NAMES.get(i);
			long token = 1000 - i;
			database.inTransaction(() -> database.guard().check(name, token));
			assertThatExceptionOfType(StaleFencingTokenException.class)
				.isThrownBy(() -> database.inTransaction(() -> database.guard().check(name, token - 1)))
				.satisfies((ex) -> assertThat(ex.getResource()).isEqualTo(name));
		}
	}

	@Test
	void blankNamesAreRefused() {
		database
			.inTransaction(() -> assertThatIllegalArgumentException().isThrownBy(() -> database.guard().check(" ", 1))
				.withMessageContaining("blank"));
	}

	@Test
	void tokensThatAreNoneAreRefused() {
		database.inTransaction(
				() -> assertThatIllegalArgumentException().isThrownBy(() -> database.guard().check(this.resource, 0))
					.withMessageContaining("positive"));
	}

	@Test
	void withoutATransactionNothingIsGuarded() {
		assertThatIllegalStateException().isThrownBy(() -> database.guard().check(this.resource, 10))
			.withMessageContainingAll(this.resource, "there is no transaction", "one atomic step");
		database.write(this.resource, 9);
	}

	@Test
	void withoutATransactionNothingIsGuardedEvenIfOneIsSupported() {
		TransactionTemplate supported = database.transaction();
		supported.setPropagationBehavior(TransactionDefinition.PROPAGATION_SUPPORTS);
		assertThatIllegalStateException()
			.isThrownBy(() -> supported.executeWithoutResult((status) -> database.guard().check(this.resource, 10)))
			.withMessageContaining("there is no transaction");
	}

	@Test
	void inAReadOnlyTransactionNothingIsGuarded() {
		TransactionTemplate readOnly = database.transaction();
		readOnly.setReadOnly(true);
		assertThatIllegalStateException()
			.isThrownBy(() -> readOnly.executeWithoutResult((status) -> database.guard().check(this.resource, 10)))
			.withMessageContaining("read-only");
	}

	@Test
	void inATransactionOfAnotherDatabaseNothingIsGuarded() {
		JdbcDataSource other = new JdbcDataSource();
		other.setUrl("jdbc:h2:mem:");
		TransactionTemplate elsewhere = new TransactionTemplate(new JdbcTransactionManager(other));
		assertThatIllegalStateException()
			.isThrownBy(() -> elsewhere.executeWithoutResult((status) -> database.guard().check(this.resource, 10)))
			.withMessageContaining("not one of the DataSource");
		database.write(this.resource, 9);
	}

	@Test
	void theLeaseOfTheCallChainBringsItsToken() {
		try (DefaultLockRegistry registry = new DefaultLockRegistry(new LocalLockStore(), LockRegistryOptions.of(""),
				(event) -> {
				})) {
			LockTemplate locks = new DefaultLockTemplate(registry);
			LockRequest request = LockRequest.of("lock").leaseTime(Duration.ofMinutes(10));
			long token = locks.execute(request, (lease) -> {
				database.inTransaction(() -> database.guard().check(this.resource));
				return lease.fencingToken();
			});
			assertThat(database.remembered(this.resource)).isEqualTo(token);
			try (LockLease lease = registry.acquire(request)) {
				database.inTransaction(() -> database.guard().check(this.resource, lease));
				assertThat(database.remembered(this.resource)).isEqualTo(lease.fencingToken()).isGreaterThan(token);
			}
		}
	}

	@Test
	void withoutALeaseThereIsNoToken() {
		database.inTransaction(
				() -> assertThatIllegalStateException().isThrownBy(() -> database.guard().check(this.resource))
					.withMessageContaining("No distributed lock is held"));
	}

	@Test
	void aCheckIsOneStatement() {
		database.inTransaction(() -> {
			database.jdbc().queryForList("SELECT 1"); // begins
			for (long token : new long[] { 10, 10, 11 }) {
				assertThat(database.log().during(() -> database.guard().check(this.resource, token))).singleElement()
					.asString()
					.contains("distributed_lock_fence");
			}
		});
	}

}
