// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.test.server.DatabaseAccount;
import dev.distributedlock.test.server.DatabaseClock;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.TestDatabase;
import dev.distributedlock.torture.history.EffectKind;
import dev.distributedlock.torture.history.Entry;
import dev.distributedlock.torture.history.Entry.Type;
import dev.distributedlock.torture.history.Recorder;
import dev.distributedlock.torture.history.TableRow;

import org.springframework.core.io.ClassPathResource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.util.Assert;

/**
 * The tables of a run, in two databases: the one of the application, with the balances
 * and perhaps the locks, and one elsewhere with the registers, which no fault reaches.
 */
final class Tables implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final String GRANTED_AHEAD = """
			SELECT max(acquired_at) > extract(epoch FROM pg_catalog.clock_timestamp()) * 1000000 + %d * 1000 / 2
			FROM distributed_lock""";

	private final TestDatabase application;

	private final String url;

	private final TestDatabase elsewhere;

	private final boolean history;

	private final @Nullable DatabaseClock clock;

	private volatile DatabaseAccount account;

	private Tables(TestDatabase application, String url, TestDatabase elsewhere, boolean history,
			@Nullable DatabaseClock clock) {
		this.application = application;
		this.url = url;
		this.elsewhere = elsewhere;
		this.history = history;
		this.clock = clock;
		this.account = new DatabaseAccount(application, application.user(), application.password());
	}

	/**
	 * Create the tables.
	 * @param application an empty database
	 * @param elsewhere another one, in PostgreSQL
	 * @param locks whether the locks are in the database of the application, with a
	 * history
	 */
	static Tables create(TestDatabase application, TestDatabase elsewhere, boolean locks) {
		return create(application, application.url(), elsewhere, locks);
	}

	/**
	 * Create the tables, of which the one of the locks writes down no history.
	 * @param application an empty database
	 * @param elsewhere another one, in PostgreSQL
	 */
	static Tables createWithoutHistory(TestDatabase application, TestDatabase elsewhere) {
		createLockTable(application);
		return create(application, elsewhere, false);
	}

	/**
	 * Create the tables.
	 * @param application an empty database
	 * @param url where that is, whatever happens
	 * @param elsewhere another one, in PostgreSQL
	 * @param locks whether the locks are in the database of the application, with a
	 * history
	 */
	static Tables create(TestDatabase application, String url, TestDatabase elsewhere, boolean locks) {
		elsewhere.runScript("dev/distributedlock/fencing/schema-postgresql.sql")
			.runScript("dev/distributedlock/torture/registers.sql");
		application.runScript("dev/distributedlock/torture/accounts.sql");
		boolean postgres = application.product() == DatabaseProduct.POSTGRESQL;
		DatabaseClock clock = (locks && postgres) ? DatabaseClock.install(application) : null;
		if (locks) {
			createLockTable(application);
			createHistory(application);
		}
		return new Tables(application, url, elsewhere, locks, clock);
	}

	private static void createLockTable(TestDatabase database) {
		database.runScript("dev/distributedlock/store/jdbc/schema-%s.sql".formatted(database.product().platform()));
	}

	private static void createHistory(TestDatabase database) {
		boolean postgres = database.product() == DatabaseProduct.POSTGRESQL;
		ResourceDatabasePopulator history = new ResourceDatabasePopulator(new ClassPathResource(
				"dev/distributedlock/torture/lock-history-%s.sql".formatted(postgres ? "postgresql" : "mysql")));
		history.setSeparator("^^");
		history.execute(database.dataSource());
	}

	/**
	 * Return where the database of the application is, whatever happens.
	 */
	String url() {
		return this.url;
	}

	/**
	 * Return the database of the application.
	 */
	TestDatabase application() {
		return this.application;
	}

	/**
	 * Return as whom an application connects that is started now.
	 */
	DatabaseAccount account() {
		return this.account;
	}

	/**
	 * Create another account for the application.
	 * @param number not used before
	 */
	DatabaseAccount newAccount(int number) {
		String user = "%s_application_%d".formatted(this.application.name(), number);
		this.account = DatabaseAccount.create(this.application, user, "secret-" + number);
		return this.account;
	}

	/**
	 * Set the clock of the database with the locks forward.
	 */
	void stepClock(Duration step) {
		Assert.state(this.clock != null, "The database has no clock of its own");
		this.clock.step(step, "distributed_lock");
	}

	/**
	 * Wait until a lock is granted by the clock that was set forward.
	 */
	void awaitSteppedClock(Duration step) {
		Pause.until("A lock is granted by the clock that was set forward", PATIENCE,
				() -> this.application.queryForString(GRANTED_AHEAD.formatted(step.toMillis())).equals("t"));
	}

	/**
	 * Return whether the database of the application answers.
	 */
	boolean areReachable() {
		try {
			return jdbc(this.url, this.application).queryForList("SELECT 1").size() == 1;
		}
		catch (DataAccessException ex) {
			return false;
		}
	}

	/**
	 * Copy what the tables say into the history.
	 */
	void record(Recorder recorder) {
		JdbcTemplate accounts = jdbc(this.url, this.application);
		JdbcTemplate registers = jdbc(this.elsewhere.url(), this.elsewhere);
		List<Entry> entries = new ArrayList<>(effects(accounts));
		entries.addAll(effects(registers));
		entries.addAll(totals(accounts, "balance", "amount", EffectKind.BALANCE));
		entries.addAll(totals(registers, "register", "writes", EffectKind.FENCED));
		entries.addAll(totals(registers, "plain", "amount", EffectKind.PLAIN));
		if (this.history) {
			entries.addAll(rows(accounts));
		}
		entries.forEach(recorder::write);
	}

	private static JdbcTemplate jdbc(String url, TestDatabase database) {
		return new JdbcTemplate(new DriverManagerDataSource(url, database.user(), database.password()));
	}

	private static List<Entry> effects(JdbcTemplate jdbc) {
		return jdbc.query("SELECT * FROM effect ORDER BY seq", (rs, row) -> entry(Type.ACCEPTED,
				rs.getString("resource"), rs.getString("id"), rs.getLong("token"), rs.getString("kind")));
	}

	private static List<Entry> totals(JdbcTemplate jdbc, String table, String column, String kind) {
		return jdbc.query("SELECT id, " + column + " AS total FROM " + table,
				(rs, row) -> entry(Type.TOTAL, rs.getString("id"), "", rs.getLong("total"), kind));
	}

	private static Entry entry(Type type, String key, String id, long token, String detail) {
		return new Entry(type, "", key, id, token, 0, 0, 0, detail);
	}

	/**
	 * The clock orders what is written to a row: that takes a transaction each time.
	 */
	private static List<Entry> rows(JdbcTemplate jdbc) {
		return jdbc.query("SELECT * FROM lock_history WHERE lock_id LIKE 't:%' ORDER BY written_at", (rs, row) -> {
			String owner = rs.getString("owner");
			return new Entry(Type.ROW, (owner != null) ? owner.replaceFirst("@.*", "") : "", rs.getString("lock_id"),
					rs.getString("acquisition_id"), rs.getLong("token"), rs.getLong("acquired_at"),
					rs.getLong("expires_at"), rs.getLong("written_at"),
					rs.getBoolean("gone") ? TableRow.GONE : (owner != null) ? TableRow.HELD : TableRow.FREE);
		});
	}

	/**
	 * Return the properties of an application that uses them.
	 * @param url where its database is for the application
	 */
	List<String> properties(String url, Duration lease) {
		return List.of("--spring.datasource.url=" + url, "--spring.datasource.username=" + this.account.user(),
				"--torture.registers.url=" + this.elsewhere.url(), "--torture.registers.user=" + this.elsewhere.user(),
				"--spring.datasource.hikari.maximum-pool-size=4", "--spring.datasource.hikari.minimum-idle=1",
				"--spring.datasource.hikari.connection-timeout=2000",
				"--distributed-lock.lease-time=" + lease.toMillis() + "ms",
				"--torture.lease-millis=" + lease.toMillis(), "--distributed-lock.key-prefix=t",
				"--spring.main.banner-mode=off");
	}

	/**
	 * Return the environment variables of an application that uses them.
	 */
	Map<String, String> passwords() {
		return Map.of("SPRING_DATASOURCE_PASSWORD", this.account.password(), "TORTURE_REGISTERS_PASSWORD",
				this.elsewhere.password());
	}

	/**
	 * Drop the databases.
	 */
	@Override
	public void close() {
		this.application.close();
		this.elsewhere.close();
	}

}
