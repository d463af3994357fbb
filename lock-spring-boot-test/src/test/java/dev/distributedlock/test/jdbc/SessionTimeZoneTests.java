// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.TimeZone;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.distributedlock.LockHolder;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.jdbc.JdbcLockStore;
import dev.distributedlock.test.Locks;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that sessions and clients in different time zones agree on who holds a lock and
 * for how long, also in the hour that daylight saving time repeats.
 */
@ParameterizedClass
@EnumSource(DatabaseProduct.class)
class SessionTimeZoneTests {

	private static final TimeZone zone = TimeZone.getDefault();

	private static final Duration TOLERANCE = Duration.ofMinutes(1);

	@Parameter
	private DatabaseProduct product = DatabaseProduct.H2;

	private static TestDatabase database;

	private static HikariDataSource pool;

	private static LockStore store;

	@BeforeParameterizedClassInvocation
	static void connect(DatabaseProduct product) {
		database = product.createLockDatabase();
		pool = Pools.derived(database);
		store = new JdbcLockStore(pool, Pools.options());
	}

	@AfterEach
	void restoreTimeZone() {
		TimeZone.setDefault(zone);
	}

	@AfterParameterizedClassInvocation
	static void disconnect() {
		pool.close();
		database.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "+12:45", "-11:30", "+00:00" })
	void theTimeZoneOfASessionDoesNotMatter(String offset) {
		assertSameTime(isMySql() ? "SET time_zone = '%s'".formatted(offset)
				: "SET TIME ZONE INTERVAL '%s' HOUR TO MINUTE".formatted(offset));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Asia/Kolkata", "Pacific/Kiritimati" })
	void theTimeZoneOfAClientDoesNotMatter(String other) {
		TimeZone.setDefault(TimeZone.getTimeZone(other));
		assertSameTime("SELECT 1");
	}

	/**
	 * One session is in the hour before the clocks go back, and another one in the hour
	 * after that: the clocks on their walls show the same.
	 */
	@Test
	void theRepeatedHourDoesNotMatter() {
		Instant now = Instant.now();
		assertSameTime(setZoneThatTurnsBack(now.plus(Duration.ofMinutes(30))));
		assertSameTime(setZoneThatTurnsBack(now.minus(Duration.ofMinutes(30))));
	}

	/**
	 * Define a time zone, two hours ahead until then and one hour after that.
	 */
	private String setZoneThatTurnsBack(Instant then) {
		return switch (this.product) {
			case H2 -> Assumptions.abort("H2 takes its time zones from Java, which cannot be given one");
			case POSTGRESQL, POSTGRESQL_PREVIOUS -> {
				ZonedDateTime local = then.atZone(ZoneOffset.ofHours(2));
				int day = local.toLocalDate().isLeapYear() ? local.getDayOfYear() - 1 : local.getDayOfYear();
				yield "SET TIME ZONE 'STD-1DST-2,J%d/%tT,J%d/%tT'".formatted(day > 180 ? 1 : 181, local, day, local);
			}
			case MARIADB, MYSQL -> {
				long id = 100000 + then.getEpochSecond() % 1000000;
				List.of("INSERT INTO mysql.time_zone (Time_zone_id, Use_leap_seconds) VALUES (ID, 'N')",
						"INSERT INTO mysql.time_zone_name (Name, Time_zone_id) VALUES ('Test/ID', ID)",
						"INSERT INTO mysql.time_zone_transition_type VALUES (ID, 0, 7200, 1, 'DST'), (ID, 1, 3600, 0, 'STD')",
						"INSERT INTO mysql.time_zone_transition VALUES (ID, 0, 0), (ID, THEN, 1)")
					.forEach((sql) -> database.execute(sql.replace("ID", Long.toString(id))
						.replace("Time_zone_" + id, "Time_zone_id")
						.replace("THEN", Long.toString(then.getEpochSecond()))));
				yield "SET time_zone = 'Test/%d'".formatted(id);
			}
		};
	}

	private void assertSameTime(String initSql) {
		Acquisition acquisition = Locks.acquisition(Locks.newLock());
		long token = Locks.grant(store, acquisition);
		try (HikariDataSource there = Pools.derived(database)) {
			there.setConnectionInitSql(initSql);
			LockStore other = new JdbcLockStore(there, Pools.options());
			LockHolder holder = other.find(acquisition.locks()).get(0).holder();
			assertThat(holder.heldFor()).isBetween(Duration.ZERO, TOLERANCE);
			assertThat(holder.remaining()).isBetween(Locks.LONG.minus(TOLERANCE), Locks.LONG);
			Locks.refuse(other, Locks.acquisition(acquisition.locks()));
			other.release(acquisition, Duration.ZERO);
			Acquisition next = Locks.acquisition(acquisition.locks());
			assertThat(Locks.grant(other, next)).isBetween(token + 1, token + TOLERANCE.toNanos() / 1000);
			assertThat(store.find(next.locks()).get(0).holder().remaining()).isBetween(Locks.LONG.minus(TOLERANCE),
					Locks.LONG);
			Locks.refuse(store, Locks.acquisition(next.locks()));
			store.release(next, Duration.ZERO);
			assertThat(Locks.grant(store, Locks.acquisition(next.locks()))).isBetween(token + 2,
					token + TOLERANCE.toNanos() / 1000);
		}
	}

	private boolean isMySql() {
		return this.product == DatabaseProduct.MARIADB || this.product == DatabaseProduct.MYSQL;
	}

}
