// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import java.time.Duration;
import java.util.List;
import java.util.TimeZone;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.distributedlock.LockHolder;
import dev.distributedlock.store.AcquireResult.Granted;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.RenewalResult.Outcome;
import dev.distributedlock.store.jdbc.JdbcLockStore;
import dev.distributedlock.store.jdbc.JdbcLockStoreOptions;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.TestDatabase;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the clock of the database is the only one {@link JdbcLockStore} knows,
 * whatever the time zones of clients and sessions are.
 */
class JdbcLockStoreClockTests {

	private static final String EPOCH_MICROS = "SELECT CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000000 AS BIGINT)";

	private static final TimeZone zone = TimeZone.getDefault();

	private static TestDatabase postgres;

	private static TestDatabase h2;

	@BeforeAll
	static void connect() {
		postgres = DatabaseProduct.POSTGRESQL.createLockDatabase();
		h2 = DatabaseProduct.H2.createLockDatabase();
	}

	@AfterEach
	void restoreTimeZone() {
		TimeZone.setDefault(zone);
	}

	@AfterAll
	static void disconnect() {
		postgres.close();
		h2.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Asia/Kolkata", "America/St_Johns", "Pacific/Kiritimati" })
	void theTimeZoneOfAClientDoesNotMatterToPostgres(String other) {
		assertTimeZoneDoesNotMatter(postgres.dataSource(), other, null);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Asia/Kolkata", "America/St_Johns", "Pacific/Kiritimati" })
	void theTimeZoneOfASessionDoesNotMatterToPostgres(String other) {
		assertTimeZoneDoesNotMatter(postgres.dataSource(), zone.getID(), "SET TIME ZONE '%s'".formatted(other));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Asia/Kolkata", "America/St_Johns", "Pacific/Kiritimati" })
	void theTimeZoneOfAClientDoesNotMatterToH2(String other) {
		assertTimeZoneDoesNotMatter(h2.dataSource(), other, null);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Asia/Kolkata", "America/St_Johns", "Pacific/Kiritimati" })
	void theTimeZoneOfASessionDoesNotMatterToH2(String other) {
		assertTimeZoneDoesNotMatter(h2.dataSource(), zone.getID(), "SET TIME ZONE '%s'".formatted(other));
	}

	private void assertTimeZoneDoesNotMatter(DataSource dataSource, String jvmZone, @Nullable String sessionZone) {
		try (HikariDataSource here = pool(dataSource, null)) {
			JdbcLockStore store = new JdbcLockStore(here, JdbcLockStoreOptions.standard());
			Acquisition acquisition = StoreTests.acquisition(StoreTests.newLock());
			long token = StoreTests.grant(store, acquisition).token();
			TimeZone.setDefault(TimeZone.getTimeZone(jvmZone));
			try (HikariDataSource there = pool(dataSource, sessionZone)) {
				assertSameTime(new JdbcLockStore(there, JdbcLockStoreOptions.standard()), acquisition, token);
			}
			assertThat(holder(store, acquisition).remaining()).isBetween(StoreTests.LONGER.minusMinutes(1),
					StoreTests.LONGER);
		}
	}

	private void assertSameTime(JdbcLockStore other, Acquisition acquisition, long token) {
		LockHolder holder = holder(other, acquisition);
		assertThat(holder.heldFor()).isBetween(Duration.ZERO, Duration.ofMinutes(1));
		assertThat(holder.remaining()).isBetween(StoreTests.LONG.minusMinutes(1), StoreTests.LONG);
		StoreTests.refuse(other, StoreTests.acquisition(acquisition.locks()));
		assertThat(StoreTests.renew(other, acquisition, StoreTests.LONGER).outcome()).isEqualTo(Outcome.RENEWED);
		assertThat(StoreTests.grant(other, StoreTests.acquisition(StoreTests.newLock())).token()).isBetween(token,
				token + Duration.ofMinutes(1).toMillis() * 1000);
	}

	private static LockHolder holder(JdbcLockStore store, Acquisition acquisition) {
		return store.find(acquisition.locks()).get(0).holder();
	}

	private static HikariDataSource pool(DataSource dataSource, @Nullable String initSql) {
		HikariDataSource pool = new HikariDataSource();
		pool.setDataSource(dataSource);
		pool.setConnectionInitSql(initSql);
		pool.setMaximumPoolSize(2);
		return pool;
	}

	@Test
	void tokensAreTheClockOfPostgres() {
		assertTokensAreTheClock(postgres.dataSource());
	}

	@Test
	void tokensAreTheClockOfH2() {
		assertTokensAreTheClock(h2.dataSource());
	}

	private void assertTokensAreTheClock(DataSource dataSource) {
		JdbcLockStore store = new JdbcLockStore(dataSource, JdbcLockStoreOptions.standard());
		LockId lock = StoreTests.newLock();
		for (int i = 0; i < 3; i++) {
			Acquisition acquisition = StoreTests.acquisition(List.of(lock));
			long before = clock(dataSource);
			Granted granted = StoreTests.grant(store, acquisition);
			assertThat(granted.token()).isBetween(before, clock(dataSource));
			store.release(acquisition, Duration.ZERO);
		}
	}

	private static long clock(DataSource dataSource) {
		Long micros = new JdbcTemplate(dataSource).queryForObject(EPOCH_MICROS, Long.class);
		assertThat(micros).isNotNull();
		return micros;
	}

}
