// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import dev.distributedlock.LockRegistry;
import dev.distributedlock.LockRequest;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.TestDatabase;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.dao.DataAccessException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an application starts with the lock table as it must be, and otherwise does
 * not, and says what to do.
 */
@ParameterizedClass
@EnumSource(DatabaseProduct.class)
class SchemaTests {

	private static final int REPLICAS = 3;

	private static final int ROUNDS = 2;

	private final DatabaseProduct product;

	private final TestDatabase database;

	SchemaTests(DatabaseProduct product) {
		this.product = product;
		this.database = product.createDatabase();
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void aMissingTableIsNamedAndTheStatementIsPrinted() {
		assertThat(failure()).satisfies((analysis) -> {
			assertThat(analysis.getDescription()).contains("'distributed_lock'", "does not exist");
			assertThat(analysis.getAction()).contains("CREATE TABLE IF NOT EXISTS distributed_lock (",
					"lock_id        VARCHAR(255)", "distributed-lock.jdbc.initialize-schema=always");
		});
	}

	@Test
	void theStatementThatIsPrintedMendsIt() {
		String action = failure().getAction();
		for (String sql : action.substring(action.indexOf("CREATE TABLE")).split(";\\s*")) {
			this.database.execute(sql);
		}
		assertStarts();
	}

	@Test
	void aMissingColumnIsNamed() {
		createTable();
		this.database.execute("ALTER TABLE distributed_lock DROP COLUMN acquired_at");
		assertThat(failure().getDescription()).contains("'distributed_lock'", "lacks a column")
			.containsIgnoringCase("acquired_at");
	}

	@Test
	void aTableThatMergesLocksIsNamed() {
		createTable();
		mergeLocks();
		assertThat(failure()).satisfies((analysis) -> {
			assertThat(analysis.getDescription()).contains("lock_id", "ALTER TABLE distributed_lock");
			mend(analysis);
		});
	}

	private void mergeLocks() {
		switch (this.product) {
			case H2 ->
				this.database.execute("ALTER TABLE distributed_lock ALTER COLUMN lock_id VARCHAR_IGNORECASE(255)");
			case POSTGRESQL, POSTGRESQL_PREVIOUS -> {
				createCollation();
				this.database.execute("ALTER TABLE distributed_lock ALTER lock_id TYPE VARCHAR(255) COLLATE merging");
			}
			case MARIADB, MYSQL -> this.database
				.execute("ALTER TABLE distributed_lock MODIFY lock_id VARCHAR(255) CHARACTER SET utf8mb4 NOT NULL");
		}
	}

	private void createCollation() {
		try {
			this.database.execute(
					"CREATE COLLATION merging (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
		}
		catch (DataAccessException ex) {
			Assumptions.abort("This PostgreSQL has been built without ICU: " + ex.getMessage());
		}
	}

	@Test
	void aDatabaseThatIgnoresCaseIsRefused() {
		Assumptions.assumeTrue(this.product == DatabaseProduct.H2, "Only H2 makes that of every column");
		this.database.execute("SET IGNORECASE TRUE");
		createTable();
		assertThat(failure().getDescription()).contains("lock_id", "not compared exactly");
	}

	@Test
	void aTableWithoutAKeyIsNamed() {
		Assumptions.assumeFalse(this.product == DatabaseProduct.H2, "H2 is not asked for the key");
		createTable();
		this.database.execute(switch (this.product) {
			case POSTGRESQL, POSTGRESQL_PREVIOUS ->
				"ALTER TABLE distributed_lock DROP CONSTRAINT distributed_lock_pkey";
			default -> "ALTER TABLE distributed_lock DROP PRIMARY KEY";
		});
		assertThat(failure()).satisfies((analysis) -> {
			assertThat(analysis.getDescription()).contains("lock_id",
					"ALTER TABLE distributed_lock ADD PRIMARY KEY (lock_id)");
			mend(analysis);
		});
	}

	@Test
	void aStorageEngineWithoutTransactionsIsNamed() {
		Assumptions.assumeTrue(this.product == DatabaseProduct.MARIADB || this.product == DatabaseProduct.MYSQL,
				"Only MariaDB and MySQL have storage engines");
		createTable();
		this.database.execute("ALTER TABLE distributed_lock ENGINE = MyISAM");
		assertThat(failure()).satisfies((analysis) -> {
			assertThat(analysis.getDescription()).contains("MyISAM");
			mend(analysis);
		});
	}

	@Test
	void replicasThatStartTogetherCreateTheTable() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(REPLICAS);
		try {
			for (int round = 0; round < ROUNDS; round++) {
				startTogether(threads);
				this.database.execute("DROP TABLE distributed_lock");
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	private void startTogether(ExecutorService threads) throws Exception {
		CyclicBarrier start = new CyclicBarrier(REPLICAS);
		List<Callable<Boolean>> replicas = new ArrayList<>();
		for (int i = 0; i < REPLICAS; i++) {
			LockRequest request = LockRequest.of("replica", i);
			replicas.add(() -> {
				start.await();
				assertStarts("always", request);
				return true;
			});
		}
		for (Future<Boolean> replica : threads.invokeAll(replicas)) {
			assertThat(replica.get()).isTrue();
		}
	}

	private void createTable() {
		this.database.runScript("dev/distributedlock/store/jdbc/schema-%s.sql".formatted(this.product.platform()));
	}

	private ApplicationContextRunner runner(String initializeSchema) {
		return Applications.runner(this.database)
			.withPropertyValues("distributed-lock.jdbc.initialize-schema=" + initializeSchema);
	}

	private FailureAnalysis failure() {
		List<FailureAnalysis> analyses = new ArrayList<>();
		runner("never").run((context) -> analyses.add(Applications.analysis(context)));
		return analyses.get(0);
	}

	/**
	 * Do what the description says.
	 */
	private void mend(FailureAnalysis analysis) {
		String description = analysis.getDescription();
		this.database.execute(description.substring(description.indexOf("ALTER TABLE")));
		assertStarts();
	}

	private void assertStarts() {
		assertStarts("never", LockRequest.of("mended"));
	}

	private void assertStarts(String initializeSchema, LockRequest request) {
		runner(initializeSchema).run((context) -> context.getBean(LockRegistry.class).acquire(request).release());
	}

}
