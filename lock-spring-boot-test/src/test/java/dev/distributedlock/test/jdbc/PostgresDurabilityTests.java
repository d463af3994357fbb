// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.jdbc;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.WaitTime;
import dev.distributedlock.test.Locks;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that PostgreSQL writes down what must outlive a crash before it answers: a grant
 * that it forgets would be granted again.
 */
@ParameterizedClass
@EnumSource(names = { "POSTGRESQL", "POSTGRESQL_PREVIOUS" })
class PostgresDurabilityTests {

	/**
	 * A trigger sees the setting that the commit goes by.
	 */
	private static final List<String> RECORD_SETTING = List.of("CREATE TABLE settings (setting TEXT)", """
			CREATE FUNCTION record_setting() RETURNS trigger LANGUAGE plpgsql AS $$
			BEGIN
				INSERT INTO settings VALUES (current_setting('synchronous_commit'));
				RETURN NULL;
			END $$""", """
			CREATE CONSTRAINT TRIGGER record_setting AFTER INSERT OR UPDATE ON distributed_lock
			DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION record_setting()""");

	private final TestDatabase database;

	private final WaitingClient client;

	private final LockStore store;

	PostgresDurabilityTests(DatabaseProduct product) {
		this.database = product.createLockDatabase();
		this.client = new WaitingClient(this.database, Duration.ofMinutes(1));
		this.store = this.client.store();
	}

	@BeforeEach
	void record() {
		RECORD_SETTING.forEach(this.database::execute);
	}

	@AfterEach
	void close() {
		this.client.close();
		this.database.close();
	}

	@Test
	void grantsAreDurable() {
		for (List<LockId> locks : List.of(List.of(Locks.newLock()), Locks.newLocks(3))) {
			for (WaitTime waitTime : List.of(WaitTime.NONE, WaitTime.of(Locks.LONG))) {
				assertWritten("on", () -> grant(Locks.acquisition(locks), waitTime));
				locks.forEach(this.store::forceRelease);
				assertWritten("on", () -> grant(Locks.acquisition(locks), waitTime));
				locks.forEach(this.store::forceRelease);
			}
		}
	}

	@Test
	void grantsToWhoeverLeavesMarksAreDurable() {
		LockId taken = Locks.newLock();
		Locks.grant(this.store, Locks.acquisition(taken));
		this.client.listening(taken);
		grantsAreDurable();
	}

	@Test
	void renewalsAndForcedReleasesAreDurable() {
		Acquisition acquisition = Locks.acquisition(Locks.newLock());
		Locks.grant(this.store, acquisition);
		assertWritten("on", () -> Locks.renew(this.store, acquisition));
		assertWritten("on", () -> this.store.forceRelease(acquisition.locks().get(0)));
	}

	@Test
	void releasesAndMarksNeedNotBe() {
		Acquisition acquisition = Locks.acquisition(Locks.newLock());
		Locks.grant(this.store, acquisition);
		this.client.listening(acquisition.locks().get(0));
		assertWritten("off", () -> this.client.ask(acquisition.locks().get(0), Duration.ZERO));
		assertWritten("off", () -> this.store.release(acquisition, Duration.ZERO));
	}

	private void grant(Acquisition acquisition, WaitTime waitTime) {
		assertThat(this.store.acquire(acquisition, Locks.LONG, waitTime)).isInstanceOf(AcquireResult.Granted.class);
	}

	private void assertWritten(String setting, Runnable operation) {
		this.database.execute("DELETE FROM settings");
		operation.run();
		assertThat(this.database.queryForString("SELECT string_agg(DISTINCT setting, ', ') FROM settings"))
			.isEqualTo(setting);
	}

}
