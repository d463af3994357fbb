// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GuardedDataSources}.
 */
@ExtendWith(OutputCaptureExtension.class)
class GuardedDataSourcesTests {

	private EmbeddedDatabase database;

	private JdbcLockStore store;

	@BeforeEach
	void open() {
		this.database = new EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2)
			.generateUniqueName(true)
			.addScript("dev/distributedlock/store/jdbc/schema-h2.sql")
			.build();
		this.store = new JdbcLockStore(this.database, JdbcLockStoreOptions.standard());
	}

	@AfterEach
	void close() {
		this.store.close();
		this.database.shutdown();
	}

	@Test
	void whatCouldNotBeTriedIsTriedAgain(CapturedOutput output) {
		UnreachableDataSource dataSource = new UnreachableDataSource(this.database);
		GuardedDataSources guarded = new GuardedDataSources(this.store, List.of(dataSource), Duration.ZERO);
		assertThat(guarded.sameDatabase()).isEmpty();
		guarded.tryAgain();
		dataSource.reachable = true;
		Awaitility.await().untilAsserted(() -> {
			guarded.tryAgain();
			assertThat(guarded.sameDatabase()).containsExactly(dataSource);
		});
		assertThat(output).containsOnlyOnce("could not be found out");
	}

	@Test
	void itIsNotTriedAgainAtOnce() {
		UnreachableDataSource dataSource = new UnreachableDataSource(this.database);
		GuardedDataSources guarded = new GuardedDataSources(this.store, List.of(dataSource), Duration.ofHours(1));
		int tries = dataSource.tries;
		guarded.tryAgain();
		assertThat(dataSource.tries).isEqualTo(tries);
	}

	@Test
	void nothingIsSaidWhereThereIsNoDataSource(CapturedOutput output) {
		new GuardedDataSources(this.store, List.of());
		assertThat(output).doesNotContain("data sources");
	}

	private static final class UnreachableDataSource extends DelegatingDataSource {

		private volatile boolean reachable;

		private volatile int tries;

		private UnreachableDataSource(EmbeddedDatabase target) {
			super(target);
		}

		@Override
		public Connection getConnection() throws SQLException {
			this.tries++;
			if (!this.reachable) {
				throw new SQLException("The server is in recovery", "25006");
			}
			return super.getConnection();
		}

	}

}
