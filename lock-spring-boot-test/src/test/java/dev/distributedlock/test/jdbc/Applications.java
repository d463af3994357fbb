// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.jdbc;

import java.util.Objects;

import dev.distributedlock.autoconfigure.DistributedLockAutoConfiguration;
import dev.distributedlock.autoconfigure.JdbcLockStoreAutoConfiguration;
import dev.distributedlock.test.server.TestDatabase;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications with nothing but a database and locks.
 */
final class Applications {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(DataSourceAutoConfiguration.class,
			DataSourceTransactionManagerAutoConfiguration.class, JdbcTemplateAutoConfiguration.class,
			TransactionAutoConfiguration.class, JdbcLockStoreAutoConfiguration.class,
			DistributedLockAutoConfiguration.class);

	private Applications() {
	}

	static ApplicationContextRunner runner(TestDatabase database) {
		return runner(database, database.url());
	}

	static ApplicationContextRunner runner(TestDatabase database, String url) {
		return new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues("spring.datasource.url=" + url, "spring.datasource.username=" + database.user(),
					"spring.datasource.password=" + database.password(), "distributed-lock.key-prefix=edges");
	}

	/**
	 * What somebody reads whose application did not start.
	 */
	static FailureAnalysis analysis(AssertableApplicationContext context) {
		assertThat(context).hasFailed();
		return SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, FailureHandler.handleMessage((message, needsMore) -> {
			}))
			.stream()
			.map((analyzer) -> analyzer.analyze(context.getStartupFailure()))
			.filter(Objects::nonNull)
			.findFirst()
			.orElseThrow(() -> new AssertionError("Not analyzed", context.getStartupFailure()));
	}

}
