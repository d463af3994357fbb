// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.jdbc;

import java.time.Duration;
import java.util.List;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.RenewalResult.Outcome;
import dev.distributedlock.store.jdbc.JdbcLockStore;
import dev.distributedlock.test.Locks;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.TestDatabase;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests with a clock of the server that steps: what a step back must not lengthen, and
 * that a step forward is noticed.
 */
@ParameterizedClass
@EnumSource
@ExtendWith(OutputCaptureExtension.class)
class SteppedClockTests {

	private static final Duration STEP = Duration.ofSeconds(60);

	private final DatabaseProduct product;

	private final TestDatabase database;

	private final HikariDataSource pool;

	private final JdbcLockStore store;

	SteppedClockTests(DatabaseProduct product) {
		this.product = product;
		this.database = product.createLockDatabase();
		this.pool = Pools.derived(this.database);
		this.pool.setMaximumPoolSize(1);
		if (isPostgres()) {
			stepWithFunction();
		}
		this.store = new JdbcLockStore(this.pool, Pools.options());
	}

	/**
	 * A function of the same name hides that of the system.
	 */
	private void stepWithFunction() {
		this.database.execute("CREATE SCHEMA clock");
		this.database.execute("CREATE TABLE clock.step (step INTERVAL)");
		this.database.execute("INSERT INTO clock.step VALUES ('0')");
		this.database.execute("""
				CREATE FUNCTION clock.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
				$$ SELECT pg_catalog.clock_timestamp() + step FROM clock.step $$""");
		this.pool.setConnectionInitSql("SET search_path = clock, pg_catalog, public");
	}

	@AfterEach
	void close() {
		this.store.close();
		this.pool.close();
		this.database.close();
	}

	private boolean isPostgres() {
		return this.product.platform().equals("postgresql");
	}

	/**
	 * A row that was granted in the future is what a clock leaves that is set back.
	 */
	private void stepBack(List<LockId> locks) {
		for (LockId lock : locks) {
			this.database.execute("UPDATE %s SET acquired_at = acquired_at + %d, expires_at = expires_at + %2$d WHERE"
				.formatted(isPostgres() ? "public.distributed_lock" : "distributed_lock", STEP.toNanos() / 1000)
					+ " lock_id = '" + lock.value() + "'");
		}
	}

	@Test
	void aReleaseFreesAtOnce() {
		for (List<LockId> locks : List.of(List.of(Locks.newLock()), Locks.newLocks(3))) {
			Acquisition acquisition = Locks.acquisition(locks);
			Locks.grant(this.store, acquisition);
			stepBack(locks);
			this.store.release(acquisition, Duration.ZERO);
			assertThat(this.store.find(locks)).isEmpty();
			Locks.grant(this.store, Locks.acquisition(locks));
		}
	}

	@Test
	void aMinimumHoldTimeLastsNoLonger() {
		Duration minHoldTime = Duration.ofSeconds(30);
		for (List<LockId> locks : List.of(List.of(Locks.newLock()), Locks.newLocks(3))) {
			Acquisition acquisition = Locks.acquisition(locks);
			Locks.grant(this.store, acquisition);
			stepBack(locks);
			this.store.release(acquisition, minHoldTime);
			assertThat(this.store.find(locks)).hasSameSizeAs(locks)
				.allSatisfy((found) -> assertThat(found.holder().remaining()).isBetween(Duration.ofSeconds(1),
						minHoldTime));
		}
	}

	@Test
	void aStepForwardIsNoticedByTheNextRenewal(CapturedOutput output) {
		assumeThat(this.product).isNotEqualTo(DatabaseProduct.H2);
		Acquisition held = Locks.acquisition(Locks.newLock());
		Locks.grant(this.store, held);
		assertThat(Locks.renew(this.store, held)).isEqualTo(Outcome.RENEWED);
		assertThat(output).doesNotContain("stepped");
		stepForward(STEP);
		assertThat(Locks.renew(this.store, held)).isEqualTo(Outcome.RENEWED);
		assertThat(output).containsPattern("stepped forward by PT(1M|59)");
	}

	@Test
	void aStepForwardIsNoticedWhenAllLeasesAreLost(CapturedOutput output) {
		assumeThat(this.product).isNotEqualTo(DatabaseProduct.H2);
		Acquisition held = Locks.acquisition(Locks.newLock());
		Locks.grant(this.store, held);
		assertThat(Locks.renew(this.store, held)).isEqualTo(Outcome.RENEWED);
		stepForward(Locks.LONGER.plus(STEP));
		assertThat(Locks.renew(this.store, held)).isEqualTo(Outcome.LOST);
		assertThat(output).containsPattern("stepped forward by PT1H");
	}

	private void stepForward(Duration step) {
		if (isPostgres()) {
			this.database.execute("UPDATE clock.step SET step = interval '%d seconds'".formatted(step.toSeconds()));
		}
		else {
			new JdbcTemplate(this.pool).execute("SET timestamp = UNIX_TIMESTAMP() + " + step.toSeconds());
		}
	}

}
