// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.distributedlock.LockRequest;
import dev.distributedlock.LockTemplate;
import dev.distributedlock.OnLost;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link H2Files}.
 */
@ExtendWith(OutputCaptureExtension.class)
class H2FilesTests {

	@TempDir
	private Path folder;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class, JdbcTemplateAutoConfiguration.class,
				JdbcLockStoreAutoConfiguration.class, DistributedLockAutoConfiguration.class))
		.withPropertyValues("distributed-lock.jdbc.initialize-schema=always", "distributed-lock.key-prefix=app",
				"distributed-lock.lease-time=300ms");

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:h2:~/data", "jdbc:h2:./data", "jdbc:h2:/var/data;AUTO_SERVER=TRUE",
			"jdbc:h2:file:/var/data", "JDBC:H2:file:C:/data", "jdbc:h2:nioMapped:/var/data",
			"jdbc:h2:split:/var/data" })
	void anInterruptClosesAFile(String url) {
		assertThat(H2Files.isClosedByInterrupt(url)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:h2:mem:test", "jdbc:h2:tcp://host/~/data", "jdbc:h2:ssl://host/~/data",
			"jdbc:h2:async:~/data", "jdbc:h2:file:async:~/data", "jdbc:h2:retry:~/data", "jdbc:h2:split:async:~/data",
			"jdbc:postgresql://host/file", "" })
	void anInterruptDoesNoHarmElsewhere(String url) {
		assertThat(H2Files.isClosedByInterrupt(url)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:h2:~/data", "jdbc:h2:./data", "jdbc:h2:file:/var/data", "JDBC:H2:async:~/data",
			"jdbc:h2:nioMapped:/var/data", "jdbc:h2:~/data;AUTO_SERVER=FALSE", "jdbc:h2:~/mem/tcp:data" })
	void onlyOneProcessCanOpenAFile(String url) {
		assertThat(H2Files.isLocal(url)).isTrue();
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "jdbc:h2:tcp://host/~/data", "jdbc:h2:ssl://host/~/data", "jdbc:postgresql://host/h2",
			"jdbc:h2:~/data;AUTO_SERVER=TRUE", "jdbc:h2:~/data;MODE=MySQL;auto_server=true;X=1", "" })
	void severalProcessesCanOpenOthers(@Nullable String url) {
		assertThat(H2Files.isLocal(url)).isFalse();
	}

	@Test
	void locksInAFileAreLocal(CapturedOutput output) {
		String url = "spring.datasource.url=jdbc:h2:" + this.folder.resolve("data");
		this.runner.withPropertyValues(url + ";AUTO_SERVER=TRUE")
			.run((context) -> assertThat(output).doesNotContain("LOCKS ARE LOCAL"));
		this.runner.withPropertyValues(url)
			.run((context) -> assertThat(output).containsOnlyOnce("LOCKS ARE LOCAL TO THIS PROCESS")
				.contains("in a file of this machine"));
	}

	@Test
	void aLostLeaseLeavesTheDatabaseOpen(CapturedOutput output) {
		run("jdbc:h2:" + this.folder.resolve("data"), OnLost.DEFAULT);
		assertThat(output).contains("the loss of a lease interrupts no thread");
	}

	@Test
	void aLostLeaseMayInterruptWhereThatDoesNoHarm(CapturedOutput output) {
		run("jdbc:h2:async:" + this.folder.resolve("data"), OnLost.INTERRUPT);
		assertThat(output).doesNotContain("closes an H2 database");
	}

	@Test
	void whatTheApplicationConfiguresIsDoneAndWarnedOf(CapturedOutput output) {
		this.runner
			.withPropertyValues("spring.datasource.url=jdbc:h2:" + this.folder.resolve("data"),
					"distributed-lock.on-lost=interrupt")
			.run((context) -> assertThat(output).contains("the loss of a lease does"));
		this.runner
			.withPropertyValues("spring.datasource.url=jdbc:h2:" + this.folder.resolve("other"),
					"distributed-lock.on-lost=notify")
			.run((context) -> assertThat(output).containsOnlyOnce("closes an H2 database"));
	}

	/**
	 * Lose a lease while the work under it reads the database all the time.
	 */
	private void run(String url, OnLost onLost) {
		this.runner.withPropertyValues("spring.datasource.url=" + url).run((context) -> {
			JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
			jdbc.execute("CREATE TABLE big AS SELECT x, REPEAT('a', 4000) AS text FROM SYSTEM_RANGE(1, 20000)");
			CompletableFuture<Boolean> lost = new CompletableFuture<>();
			try {
				context.getBean(LockTemplate.class)
					.executeWithoutResult(LockRequest.of("scan").onLost(onLost), (lease) -> {
						lease.onLost((loss) -> lost.complete(true));
						context.getBean(LockStore.class).forceRelease(LockId.of("app", "scan", null));
						long until = System.nanoTime() + Duration.ofSeconds(1).toNanos();
						while (!lost.isDone() || System.nanoTime() - until < 0) {
							jdbc.queryForObject("SELECT COUNT(*) FROM big WHERE text LIKE '%b'", Long.class);
						}
					});
			}
			catch (RuntimeException ex) {
				assertThat(lost.join()).isTrue();
			}
			Thread.interrupted();
			assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM big", Long.class)).isEqualTo(20_000);
		});
	}

}
