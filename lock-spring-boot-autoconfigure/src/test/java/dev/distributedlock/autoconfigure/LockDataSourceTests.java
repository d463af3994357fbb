// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.time.Duration;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.distributedlock.store.jdbc.JdbcLockStoreOptions;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LockDataSource}: how many connections are for what. No server is
 * asked.
 */
class LockDataSourceTests {

	private static final String POSTGRES = "jdbc:postgresql://127.0.0.1:1/none";

	private final DistributedLockJdbcProperties properties = new DistributedLockJdbcProperties();

	private LockDataSource created;

	@AfterEach
	void close() throws Exception {
		this.created.destroy();
	}

	@Test
	void thePoolForPostgresHasOneConnectionMoreThatListens() {
		assertDerived(POSTGRES, 5, JdbcLockStoreOptions.STANDARD_LISTEN_TIME);
	}

	@Test
	void noConnectionListensIfWakingUpIsSwitchedOff() {
		this.properties.setWakeUp(false);
		assertDerived(POSTGRES, 4, Duration.ZERO);
	}

	@Test
	void thePoolForAnotherDatabaseHasWhatWasAskedFor() {
		assertDerived("jdbc:h2:mem:none", 4, JdbcLockStoreOptions.STANDARD_LISTEN_TIME);
	}

	private void assertDerived(String url, int size, Duration listenTime) {
		LockDataSource locks = create(pool(url, 10), null);
		assertThat(locks.ownPool().pool().getMaximumPoolSize()).isEqualTo(size);
		assertThat(locks.maxConcurrency()).isEqualTo(3);
		assertThat(locks.listenTime()).isEqualTo(listenTime);
	}

	@ParameterizedTest
	@CsvSource({ "jdbc:postgresql://127.0.0.1:1/none, 2, 1, 0", "jdbc:postgresql://127.0.0.1:1/none, 3, 1, 60",
			"jdbc:postgresql://127.0.0.1:1/none, 8, 6, 60", "jdbc:h2:mem:none, 8, 7, 60" })
	void aPoolOfTheApplicationListensIfItIsLargeEnough(String url, int size, int maxConcurrency, int listenSeconds) {
		LockDataSource locks = create(pool("jdbc:h2:mem:other", 10), pool(url, size));
		assertThat(locks.maxConcurrency()).isEqualTo(maxConcurrency);
		assertThat(locks.listenTime()).hasSeconds(listenSeconds);
	}

	private LockDataSource create(DataSource shared, DataSource marked) {
		this.created = LockDataSource.create(provider(shared), provider(marked), this.properties);
		return this.created;
	}

	private static ObjectProvider<DataSource> provider(DataSource dataSource) {
		StaticListableBeanFactory beans = new StaticListableBeanFactory();
		if (dataSource != null) {
			beans.addBean("dataSource", dataSource);
		}
		return beans.getBeanProvider(DataSource.class);
	}

	/**
	 * Not started.
	 */
	private static HikariDataSource pool(String url, int size) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl(url);
		pool.setMaximumPoolSize(size);
		return pool;
	}

}
