// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.jdbc;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.distributedlock.autoconfigure.FencingAutoConfiguration;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.TestDatabase;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what is reported when an application starts without rights in its database, or
 * without the database.
 */
@ParameterizedClass
@EnumSource(DatabaseProduct.class)
class StartFailureTests {

	private static final String PASSWORD = "secretpart";

	private final DatabaseProduct product;

	private final TestDatabase database;

	StartFailureTests(DatabaseProduct product) {
		this.product = product;
		this.database = product.createDatabase();
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void aMissingRightToTheTableIsNamed() {
		createTables();
		createUser();
		assertThat(failure("never")).satisfies((analysis) -> {
			assertThat(analysis.getDescription()).contains("'distributed_lock'", "no right to it")
				.doesNotContain("does not exist");
			assertThat(analysis.getAction()).contains("GRANT SELECT, INSERT, UPDATE, DELETE ON distributed_lock TO")
				.doesNotContain("CREATE TABLE");
		});
	}

	@Test
	void aMissingRightToTheFencesIsNamed() {
		createTables();
		createUser();
		assertThat(fenceFailure("never")).satisfies((analysis) -> {
			assertThat(analysis.getDescription()).contains("'distributed_lock_fence'", "no right to it");
			assertThat(analysis.getAction()).contains("GRANT SELECT, INSERT, UPDATE, DELETE ON distributed_lock_fence")
				.doesNotContain("CREATE TABLE");
		});
	}

	@Test
	void aRightToReadTheFencesIsNotEnough() {
		createTables();
		createUser();
		this.database.execute("GRANT SELECT ON distributed_lock_fence TO " + user());
		assertThat(fenceFailure("never").getAction())
			.contains("GRANT SELECT, INSERT, UPDATE, DELETE ON distributed_lock_fence");
	}

	@Test
	void aMissingRightToCreateTheTableIsNamed() {
		createUser();
		assertThat(failure("always")).satisfies((analysis) -> {
			assertThat(analysis.getDescription()).contains("'distributed_lock'", "cannot be created", "no right");
			assertThat(analysis.getAction()).contains("distributed-lock.jdbc.initialize-schema=never",
					"CREATE TABLE IF NOT EXISTS distributed_lock (");
		});
	}

	@Test
	void aMissingRightToCreateTheFencesIsNamed() {
		createUser();
		assertThat(fenceFailure("always")).satisfies((analysis) -> {
			assertThat(analysis.getDescription()).contains("'distributed_lock_fence'", "cannot be created");
			assertThat(analysis.getAction()).contains("distributed-lock.fencing.initialize-schema=never",
					"CREATE TABLE IF NOT EXISTS distributed_lock_fence (");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "never", "always", "embedded" })
	void aWrongUserIsSaid(String initializeSchema) {
		createUser();
		ApplicationContextRunner wrong = runner().withPropertyValues("spring.datasource.username=stranger");
		assertUnreachable("Distributed locks", analysis(locks(wrong, initializeSchema)));
		assertUnreachable("Fences", analysis(fences(wrong, initializeSchema)));
	}

	@Test
	void aDatabaseThatIsDownIsSaid() {
		Assumptions.assumeFalse(this.product == DatabaseProduct.H2, "H2 runs in the process of the test");
		ApplicationContextRunner down = runner()
			.withPropertyValues("spring.datasource.url=" + this.database.urlThrough(1));
		assertThat(assertUnreachable("Distributed locks", analysis(locks(down, "always"))))
			.containsIgnoringCase("refused");
		assertUnreachable("Fences", analysis(fences(down, "never")));
	}

	private static String assertUnreachable(String content, FailureAnalysis analysis) {
		assertThat(analysis.getDescription())
			.startsWith(content + " are kept in the SQL database of the DataSource, which cannot be reached: ")
			.doesNotContain(PASSWORD, "null", "Failed to");
		assertThat(analysis.getAction()).contains("spring.datasource");
		return analysis.getDescription();
	}

	private void createTables() {
		this.database.runScript("dev/distributedlock/store/jdbc/schema-%s.sql".formatted(this.product.platform()));
		this.database.runScript("dev/distributedlock/fencing/schema-%s.sql".formatted(this.product.platform()));
	}

	private void createUser() {
		if (this.product == DatabaseProduct.MARIADB) {
			// A new MariaDB may let everybody do everything in databases with such names.
			this.database.execute("DELETE FROM mysql.db WHERE user IN ('', 'PUBLIC')");
			this.database.execute("FLUSH PRIVILEGES");
		}
		boolean mySql = this.product == DatabaseProduct.MARIADB || this.product == DatabaseProduct.MYSQL;
		this.database
			.execute("CREATE USER %s %s '%s'".formatted(user(), mySql ? "IDENTIFIED BY" : "PASSWORD", PASSWORD));
		// MySQL lets nobody in who has no right to anything.
		this.database.execute("CREATE TABLE other (id INT)");
		this.database.execute("GRANT SELECT ON other TO " + user());
	}

	private String user() {
		return "no_rights_" + this.database.name();
	}

	private FailureAnalysis failure(String initializeSchema) {
		return analysis(locks(runner(), initializeSchema));
	}

	private FailureAnalysis fenceFailure(String initializeSchema) {
		return analysis(fences(runner(), initializeSchema));
	}

	private static FailureAnalysis analysis(ApplicationContextRunner runner) {
		List<FailureAnalysis> analyses = new ArrayList<>();
		runner.run((context) -> analyses.add(Applications.analysis(context)));
		return analyses.get(0);
	}

	/**
	 * Only an administrator of H2 may say how it closes.
	 */
	private ApplicationContextRunner runner() {
		return Applications.runner(this.database, this.database.url().replace(";DB_CLOSE_DELAY=-1", ""))
			.withPropertyValues("spring.datasource.username=" + user(), "spring.datasource.password=" + PASSWORD,
					"spring.datasource.hikari.connection-timeout=1000");
	}

	private static ApplicationContextRunner locks(ApplicationContextRunner runner, String initializeSchema) {
		return runner.withPropertyValues("distributed-lock.jdbc.initialize-schema=" + initializeSchema);
	}

	private static ApplicationContextRunner fences(ApplicationContextRunner runner, String initializeSchema) {
		return runner.withConfiguration(AutoConfigurations.of(FencingAutoConfiguration.class))
			.withPropertyValues("distributed-lock.type=local", "distributed-lock.fencing.enabled=true",
					"distributed-lock.fencing.initialize-schema=" + initializeSchema);
	}

}
