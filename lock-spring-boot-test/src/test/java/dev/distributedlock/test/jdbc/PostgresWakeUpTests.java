// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore.Subscription;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.WaitTime;
import dev.distributedlock.store.jdbc.JdbcLockStoreOptions;
import dev.distributedlock.test.Locks;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.TestDatabase;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what PostgreSQL tells those who wait for locks. Nobody polls here: who is told
 * nothing learns nothing.
 */
@ParameterizedClass
@EnumSource(names = { "POSTGRESQL", "POSTGRESQL_PREVIOUS" })
class PostgresWakeUpTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final int ROUNDS = 200;

	@Parameter
	private DatabaseProduct product = DatabaseProduct.POSTGRESQL;

	private static TestDatabase database;

	private static JdbcTemplate jdbc;

	private final List<WaitingClient> clients = new ArrayList<>();

	private LockId lock = Locks.newLock();

	private Acquisition holder = Locks.acquisition(this.lock);

	private WaitingClient first;

	private WaitingClient second;

	@BeforeParameterizedClassInvocation
	static void createDatabase(DatabaseProduct product) {
		database = product.createLockDatabase();
		jdbc = new JdbcTemplate(database.dataSource());
	}

	@AfterParameterizedClassInvocation
	static void dropDatabase() {
		database.close();
	}

	@BeforeEach
	void hold() {
		this.first = client(JdbcLockStoreOptions.STANDARD_LISTEN_TIME);
		this.second = client(JdbcLockStoreOptions.STANDARD_LISTEN_TIME);
		Locks.grant(this.first.store(), this.holder);
	}

	@AfterEach
	void close() {
		this.clients.forEach(WaitingClient::close);
	}

	private WaitingClient client(Duration listenTime) {
		WaitingClient client = new WaitingClient(database, listenTime);
		this.clients.add(client);
		return client;
	}

	@Test
	void aReleaseTellsWhoWaits() {
		AtomicInteger told = waiting(this.second);
		release();
		awaitTold(told, 1);
		assertGranted(this.second);
	}

	@Test
	void whatASetWasToldOfIsForgottenWithIt() {
		AtomicInteger told = new AtomicInteger();
		try (Subscription set = this.second.store()
			.subscribe(List.of(this.lock, Locks.newLock()), told::incrementAndGet)) {
			this.second.listening(this.lock);
			awaitTold(told, 1);
			assertThat(set.isLive()).isTrue();
		}
		assertThat(this.second.store()).extracting("wakeUp.toldOfSets")
			.asInstanceOf(InstanceOfAssertFactories.COLLECTION)
			.isEmpty();
	}

	@Test
	void aRefusalIsNoFailureIfNobodyElseCanBeTold() throws SQLException {
		LockId free = Locks.newLock();
		Acquisition before = Locks.acquisition(free);
		Locks.grant(this.first.store(), before);
		this.first.store().release(before, Duration.ZERO);
		jdbc.update("UPDATE distributed_lock SET waiters = ARRAY['1 gone 1'] WHERE lock_id = ?", free.value());
		AtomicInteger told = this.second.subscribe(this.lock, free);
		this.second.listening(this.lock);
		awaitTold(told, 1);
		try (Connection stranger = lockRow(free)) {
			assertThat(this.second.store()
				.acquire(Locks.acquisition(this.lock, free), Locks.LONG, WaitTime.of(Locks.LONG)))
				.isInstanceOf(AcquireResult.Busy.class);
			stranger.rollback();
		}
	}

	/**
	 * There is no mark, so that a waiter which relies on being told would sleep.
	 */
	@Test
	void whoCannotLeaveAMarkAsksAgainSoon() throws SQLException {
		this.second.listening(this.lock);
		try (Connection stranger = lockRow(this.lock)) {
			assertThat(this.second.ask(this.lock, Duration.ZERO)).isInstanceOfSatisfying(AcquireResult.Busy.class,
					(busy) -> assertThat(busy.holder()).isNotNull()
						.satisfies((holder) -> assertThat(holder.remaining()).isLessThan(Duration.ofSeconds(1))));
			stranger.rollback();
		}
	}

	private static Connection lockRow(LockId lock) throws SQLException {
		Connection connection = database.dataSource().getConnection();
		connection.setAutoCommit(false);
		try (PreparedStatement select = connection
			.prepareStatement("SELECT FROM distributed_lock WHERE lock_id = ? FOR UPDATE")) {
			select.setString(1, lock.value());
			select.execute();
		}
		return connection;
	}

	@Test
	void aForcedReleaseTellsWhoWaits() {
		AtomicInteger told = waiting(this.second);
		assertThat(this.first.store().forceRelease(this.lock)).isTrue();
		awaitTold(told, 1);
		assertGranted(this.second);
	}

	@Test
	void aReleaseWithAMinimumHoldTimeTellsHowLongItIs() {
		AtomicInteger told = waiting(this.second);
		this.first.store().release(this.holder, Locks.LONGER);
		awaitTold(told, 1);
		assertThat(this.second.ask(this.lock, Duration.ZERO)).isInstanceOfSatisfying(AcquireResult.Busy.class,
				(busy) -> assertThat(busy.holder()).isNotNull()
					.satisfies((holder) -> assertThat(holder.owner()).isNull())
					.satisfies((holder) -> assertThat(holder.remaining()).isGreaterThan(Locks.LONG)));
	}

	@Test
	void whoHasWaitedLongestIsToldFirstAndTheOthersAreNot() {
		AtomicInteger toldFirst = waiting(this.first, Duration.ofSeconds(1));
		AtomicInteger toldSecond = waiting(this.second, Duration.ofSeconds(5));
		AtomicInteger toldThird = waiting(client(JdbcLockStoreOptions.STANDARD_LISTEN_TIME), Duration.ofSeconds(3));
		releaseAndHoldAgain();
		awaitTold(toldSecond, 1);
		releaseAndHoldAgain();
		awaitTold(toldThird, 1);
		releaseAndHoldAgain();
		awaitTold(toldFirst, 1);
		release();
		assertThat(List.of(toldFirst.get(), toldSecond.get(), toldThird.get())).containsOnly(1);
	}

	@Test
	void aRepeatedRequestLeavesOneMark() {
		waiting(this.second);
		this.second.ask(this.lock, Duration.ofSeconds(1));
		this.second.ask(this.lock, Duration.ofSeconds(2));
		assertThat(marks()).isEqualTo(1);
	}

	@Test
	void aSingleTryLeavesNoMark() {
		this.second.listening(this.lock);
		LockId other = Locks.newLock();
		Locks.grant(this.first.store(), Locks.acquisition(other));
		Locks.refuse(this.second.store(), Locks.acquisition(other));
		assertThat(value("waiters", other)).isNull();
	}

	@Test
	void nobodyIsToldWhereNobodyWaits() {
		this.second.listening(this.lock);
		for (int i = 0; i < 3; i++) {
			LockId other = Locks.newLock();
			Acquisition acquisition = Locks.acquisition(other);
			assertThat(this.second.store().acquire(acquisition, Locks.LONG, WaitTime.of(Locks.LONG)))
				.isInstanceOf(AcquireResult.Granted.class);
			this.second.store().release(acquisition, Duration.ZERO);
			assertThat(value("waiters", other)).isNull();
			assertThat(value("woken", other)).isNull();
		}
	}

	@Test
	void aDeadWaiterIsToldOnce() {
		waiting(this.second, Duration.ofSeconds(5));
		AtomicInteger told = waiting(this.first, Duration.ofSeconds(1));
		this.second.close();
		releaseAndHoldAgain();
		assertThat(marks()).isEqualTo(1);
		releaseAndHoldAgain();
		awaitTold(told, 1);
		assertThat(marks()).isZero();
		release();
		assertThat(value("woken", this.lock)).isNull();
	}

	@Test
	void aMarkEndsWithTheWait() {
		this.second.listening(this.lock);
		this.second.store()
			.acquire(Locks.acquisition(this.lock), Locks.LONG,
					new WaitTime(Duration.ofSeconds(5), Duration.ofNanos(1000)));
		waiting(this.first);
		assertThat(marks()).isEqualTo(1);
	}

	@Test
	void aMessageForSomebodyWhoHasGoneIsPassedOn() {
		this.second.listening(this.lock);
		this.second.ask(this.lock, Duration.ofSeconds(5));
		AtomicInteger told = waiting(this.first, Duration.ofSeconds(1));
		release();
		awaitTold(told, 1);
	}

	@Test
	void aSetThatIsRefusedPassesOnWhatIsFree() {
		LockId other = Locks.newLock();
		Acquisition set = Locks.acquisition(this.lock, other);
		this.second.listening(this.lock);
		AtomicInteger toldOfSet = this.second.subscribe(this.lock, other);
		this.second.store().acquire(set, Locks.LONG, new WaitTime(Duration.ofSeconds(5), Locks.LONG));
		AtomicInteger told = waiting(this.first, Duration.ofSeconds(1));
		Locks.grant(this.first.store(), Locks.acquisition(other));
		release();
		awaitTold(toldOfSet, 1);
		this.second.store().acquire(set, Locks.LONG, new WaitTime(Duration.ofSeconds(5), Locks.LONG));
		awaitTold(told, 1);
	}

	/**
	 * Whoever is refused is told of the release, whichever of the two comes first.
	 */
	@Test
	void noReleaseIsMissed() throws Exception {
		this.second.listening(this.lock);
		AtomicInteger told = this.second.subscribe(this.lock);
		ExecutorService threads = Executors.newFixedThreadPool(1);
		try {
			for (int round = 0; round < ROUNDS; round++) {
				int before = told.get();
				Acquisition current = this.holder;
				Future<ReleaseOutcome> release = threads
					.submit(() -> this.first.store().release(current, Duration.ZERO));
				Acquisition attempt = Locks.acquisition(this.lock);
				while (!(this.second.store()
					.acquire(attempt, Locks.LONG, WaitTime.of(Locks.LONG)) instanceof AcquireResult.Granted)) {
					awaitTold(told, before + 1);
				}
				assertThat(release.get()).isEqualTo(ReleaseOutcome.RELEASED);
				this.second.store().release(attempt, Duration.ZERO);
				this.holder = Locks.acquisition(this.lock);
				Locks.grant(this.first.store(), this.holder);
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void aBrokenConnectionIsReplacedAndEverybodyToldOnce() {
		AtomicInteger told = waiting(this.second);
		assertThat(jdbc.queryForList("""
				SELECT pg_terminate_backend(pid) FROM pg_stat_activity
				WHERE query LIKE 'LISTEN distributed_lock_%'""")).isNotEmpty();
		awaitTold(told, 1);
		this.second.await(true);
		this.second.ask(this.lock, Duration.ZERO);
		release();
		awaitTold(told, 2);
	}

	@Test
	void theConnectionIsGivenBackWhenNobodyHasWaitedForAWhile() {
		WaitingClient client = client(Duration.ofSeconds(2)).listening(this.lock);
		assertThat(client.pool().getHikariPoolMXBean().getActiveConnections()).isEqualTo(1);
		client.await(false);
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> client.pool().getHikariPoolMXBean().getActiveConnections() == 0);
		assertThat(new JdbcTemplate(client.pool()).queryForList("SELECT pg_listening_channels()")).isEmpty();
		client.listening(this.lock);
	}

	@Test
	void aClosedStoreListensNoMore() {
		waiting(this.second);
		this.second.store().close();
		assertThat(this.second.isLive()).isFalse();
		assertThat(this.second.pool().getHikariPoolMXBean().getActiveConnections()).isZero();
		assertThat(this.second.ask(this.lock, Duration.ZERO)).isInstanceOf(AcquireResult.Busy.class);
		assertThat(this.second.isLive()).isFalse();
	}

	@Test
	void aStoreThatDoesNotListenLeavesNoMarksAndTellsNobody() {
		WaitingClient silent = client(Duration.ZERO);
		AtomicInteger told = waiting(this.second);
		assertThat(silent.ask(this.lock, Duration.ZERO)).isInstanceOf(AcquireResult.Busy.class);
		assertThat(silent.isLive()).isFalse();
		assertThat(marks()).isEqualTo(1);
		silent.store().release(this.holder, Duration.ZERO);
		assertThat(marks()).isEqualTo(1);
		assertGranted(silent);
		assertThat(told).hasValue(0);
	}

	/**
	 * Let a client leave a mark, and listen.
	 * @return how often it is told
	 */
	private AtomicInteger waiting(WaitingClient client) {
		return waiting(client, Duration.ZERO);
	}

	private AtomicInteger waiting(WaitingClient client, Duration elapsed) {
		client.listening(this.lock);
		AtomicInteger told = client.subscribe(this.lock);
		assertThat(client.ask(this.lock, elapsed)).isInstanceOf(AcquireResult.Busy.class);
		return told;
	}

	private void release() {
		assertThat(this.first.store().release(this.holder, Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED);
	}

	/**
	 * A single try that is faster than whoever is told.
	 */
	private void releaseAndHoldAgain() {
		release();
		this.holder = Locks.acquisition(this.lock);
		Locks.grant(this.first.store(), this.holder);
	}

	private void assertGranted(WaitingClient client) {
		assertThat(client.ask(this.lock, Duration.ZERO)).isInstanceOf(AcquireResult.Granted.class);
	}

	private static void awaitTold(AtomicInteger told, int times) {
		Awaitility.await()
			.atMost(PATIENCE)
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.until(() -> told.get() >= times);
	}

	private int marks() {
		return jdbc.queryForObject("SELECT coalesce(cardinality(waiters), 0) FROM distributed_lock WHERE lock_id = ?",
				Integer.class, this.lock.value());
	}

	private static Object value(String column, LockId lock) {
		Map<String, Object> row = jdbc.queryForMap("SELECT * FROM distributed_lock WHERE lock_id = ?", lock.value());
		return row.get(column);
	}

}
