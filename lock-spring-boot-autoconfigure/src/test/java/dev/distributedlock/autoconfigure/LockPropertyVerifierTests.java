// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.io.InputStream;
import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.distributedlock.DistributedLock;
import dev.distributedlock.LockRegistry;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LockPropertyVerifier} and {@link UnusedLockSettings}.
 */
@ExtendWith(OutputCaptureExtension.class)
class LockPropertyVerifierTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class, AopAutoConfiguration.class))
		.withPropertyValues("distributed-lock.type=local");

	private ApplicationContextRunner withVariables(Map<String, Object> variables) {
		return this.contextRunner.withInitializer((context) -> context.getEnvironment()
			.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables)));
	}

	@Test
	void allPropertiesAreKnown() throws Exception {
		URL location = DistributedLockProperties.class.getProtectionDomain().getCodeSource().getLocation();
		try (InputStream metadata = new URL(location, "META-INF/spring-configuration-metadata.json").openStream()) {
			List<String> names = JsonPath.read(metadata, "$.properties[*].name");
			assertThat(names.stream().map((name) -> name.replace("distributed-lock.", "")))
				.containsExactlyInAnyOrderElementsOf(LockPropertyNames.all());
		}
		assertThat(Stream.of(DistributedLockProperties.Lock.class.getDeclaredFields())
			.map((field) -> field.getName().toLowerCase())).containsExactlyInAnyOrderElementsOf(
					LockPropertyNames.ofLock().stream().map((name) -> name.replace("-", "")).toList());
	}

	@ParameterizedTest
	@CsvSource({ "jdbc.table-name, distributed_lock", "fencing.table-name, distributed_lock_fence",
			"jdbc.retention, 1h", "redisson.retention, 1h", "work-threads, 200" })
	void defaultsThatAreConstantsElsewhereAreInTheMetadata(String name, String value) throws Exception {
		URL location = DistributedLockProperties.class.getProtectionDomain().getCodeSource().getLocation();
		try (InputStream metadata = new URL(location, "META-INF/spring-configuration-metadata.json").openStream()) {
			List<Map<String, Object>> properties = JsonPath.read(metadata,
					"$.properties[?(@.name == 'distributed-lock." + name + "')]");
			assertThat(properties).singleElement()
				.satisfies((property) -> assertThat(property.get("defaultValue")).hasToString(value))
				.satisfies((property) -> assertThat(property).containsKeys("type", "description"));
		}
	}

	@ParameterizedTest
	@CsvSource({ "distributed-lock.jdbc.conections, distributed-lock.jdbc.connections",
			"distributed-lock.jdbc.tablename.x, distributed-lock.jdbc.table-name",
			"distributed-lock.leasetimes, distributed-lock.lease-time",
			"distributedLock.leaseTimes, distributed-lock.lease-time",
			"distributed-lock.lock.job.wait-time, distributed-lock.wait-time",
			"distributed-lock.reddison.address, distributed-lock.redisson.address",
			"distributed-lock.redisson.adress, distributed-lock.redisson.address",
			"distributed-lock.fencing.enable, distributed-lock.fencing.enabled",
			"distributed-lock.locks.job.bogus, distributed-lock.locks.job.",
			"distributed-lock.locks.job.leasetme, distributed-lock.locks.job.lease-time",
			"distributed-lock.locks.my.job.lease-time, distributed-lock.locks[my.job].lease-time",
			"distributed-lock.locks[my.job].wait-tim, distributed-lock.locks[my.job].wait-time",
			"distributed-lock.locks.job, distributed-lock.locks.job.lease-time",
			"distributed-lock.testing, distributed-lock." })
	void namesThatDoNotExistAreRefused(String name, String nearest) {
		this.contextRunner.withPropertyValues(name + "=1s")
			.run((context) -> assertThat(context).getFailure()
				.as(name)
				.isInstanceOfSatisfying(LockSetupException.class, (ex) -> {
					assertThat(
							ex.analysis().getDescription().toLowerCase().replace("distributedlock", "distributed-lock"))
						.contains(name.toLowerCase().replace("distributedlock", "distributed-lock"));
					assertThat(ex.analysis().getAction()).contains(nearest);
				}));
	}

	@Test
	void allOfThemAreNamedOnce() {
		this.contextRunner.withPropertyValues("distributed-lock.one=1", "distributed-lock.two=2")
			.withSystemProperties("distributed-lock.one=1")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOfSatisfying(LockSetupException.class,
						(ex) -> assertThat(ex.analysis().getDescription()).containsOnlyOnce("distributed-lock.one (")
							.containsOnlyOnce("distributed-lock.two (")));
	}

	@Test
	void theyAreRefusedWhateverElseIsConfigured() {
		ApplicationContextRunner runner = this.contextRunner.withPropertyValues("distributed-lock.bogus=1");
		runner.withPropertyValues("distributed-lock.enabled=false").run((context) -> assertThat(context).hasFailed());
		runner.withBean(LockRegistry.class, () -> mock(LockRegistry.class))
			.run((context) -> assertThat(context).getFailure().isInstanceOf(LockSetupException.class));
	}

	@Test
	void namesThatExistAreNotRefused(CapturedOutput output) {
		String[] all = Stream
			.of("jdbc.table-name=x", "jdbc.connections=4", "redisson.operation-timeout=1s", "redisson.retention=1h",
					"fencing.table-name=x", "fencing.enabled=false", "locks.job.lease-time=10s", "locks=", "jdbc=",
					"locks.empty=", "locks[my.job].wait-time=1s", "locks.job.onLost=notify", "test.docker=false")
			.map((name) -> "distributed-lock." + name)
			.toArray(String[]::new);
		this.contextRunner.withPropertyValues(all)
			.withPropertyValues("distributedLock.jdbc.tableName=x", "distributed_lock.lease_time=30s",
					"distributed-lock=", "distributed-locker.x=1")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(output).doesNotContain("Environment variables");
			});
	}

	@Test
	void variablesThatExistAreNotWarnedOf(CapturedOutput output) {
		withVariables(Map.of("DISTRIBUTEDLOCK_LEASETIME", "20s", "DISTRIBUTED_LOCK_WAIT_TIME", "1s",
				"DISTRIBUTEDLOCK_JDBC_TABLENAME", "x", "DISTRIBUTED_LOCK_JDBC_TABLE_NAME", "x",
				"DISTRIBUTEDLOCK_LOCKS_JOB_LEASETIME", "5s", "DISTRIBUTEDLOCK_LOCKS_OTHER_WAIT_TIME", "5s",
				"distributed-lock.on-lost", "notify", "DISTRIBUTED_SYSTEM", "x"))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				DistributedLockProperties properties = context.getBean(DistributedLockProperties.class);
				assertThat(properties.getLeaseTime()).hasSeconds(20);
				assertThat(properties.getWaitTime()).hasSeconds(1);
				assertThat(properties.getLocks()).containsOnlyKeys("job", "other");
				assertThat(output).doesNotContain("Environment variables");
			});
	}

	@Test
	void variablesThatDoNotAreWarnedOfOnce(CapturedOutput output) {
		withVariables(Map.of("DISTRIBUTED_LOCK_SERVICE", "10.0.0.1", "DISTRIBUTEDLOCK_JDBC_CONECTIONS", "8",
				"DISTRIBUTED_LOCK_LEASETIME", "20s", "DISTRIBUTED_LOCK_LOCKS_JOB_LEASE_TIME", "5s"))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(output).containsOnlyOnce("Environment variables that are no properties of locks")
					.contains("DISTRIBUTED_LOCK_SERVICE ", "DISTRIBUTED_LOCK_LEASETIME",
							"DISTRIBUTED_LOCK_LOCKS_JOB_LEASE_TIME",
							"DISTRIBUTEDLOCK_JDBC_CONECTIONS (nearest: DISTRIBUTEDLOCK_JDBC_CONNECTIONS)");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "SERVICE_HOST", "SERVICE_PORT", "SERVICE_PORT_HTTP", "SERVICE_PORT_HTTP_METRICS", "PORT",
			"PORT_6379_TCP", "PORT_6379_TCP_ADDR", "PORT_6379_TCP_PORT", "PORT_6379_TCP_PROTO", "PORT_53_UDP",
			"PORT_53_UDP_ADDR", "PORT_9_SCTP_PROTO", "REDIS_SERVICE_HOST", "REDIS_PORT_6379_TCP" })
	void theVariablesOfKubernetesAreNotWarnedOf(String name, CapturedOutput output) {
		withVariables(Map.of("DISTRIBUTED_LOCK_" + name, "tcp://10.0.0.1:6379")).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).doesNotContain("Environment variables");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "distributed-lock.lease-time", "distributed-lock.waitTime", "distributedLock.leaseTime",
			"distributed-lock.jdbc.operation-timeout", "distributed-lock.jdbc.retention",
			"distributed-lock.redisson.operation-timeout", "distributed-lock.redisson.retention",
			"distributed-lock.locks.service.leaseTime", "distributed-lock.locks[my.job].max-hold-time",
			"distributed-lock.locks.service.min_hold_time" })
	void aBareNumberIsNoDuration(String name) {
		this.contextRunner.withPropertyValues(name + "=30").run((context) -> refused(context.getStartupFailure()));
		this.contextRunner.withPropertyValues(name + "=${app.time}", "app.time=30")
			.run((context) -> refused(context.getStartupFailure()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "DISTRIBUTEDLOCK_LEASETIME", "DISTRIBUTED_LOCK_LEASE_TIME",
			"DISTRIBUTED_LOCK_JDBC_OPERATION_TIMEOUT", "DISTRIBUTEDLOCK_LOCKS_JOB_LEASETIME",
			"DISTRIBUTEDLOCK_LOCKS_JOB_LEASE_TIME" })
	void aBareNumberInAVariableIsNoDurationEither(String name) {
		withVariables(Map.of(name, "30")).run((context) -> refused(context.getStartupFailure()));
	}

	private static void refused(Throwable failure) {
		assertThat(failure).isInstanceOf(InvalidConfigurationPropertyValueException.class)
			.hasMessageContaining("needs a unit")
			.hasMessageContaining("30");
	}

	@ParameterizedTest
	@ValueSource(strings = { "redis", "valkey", "postgres", "h2" })
	void aStoreThatDoesNotExistIsRefusedWithThoseThatDo(String type) {
		this.contextRunner.withPropertyValues("distributed-lock.type=" + type)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContainingAll("distributed-lock.type", "'" + type + "'", "jdbc", "local",
						"redisson (Redis or Valkey"));
	}

	@ParameterizedTest
	@CsvSource({ "jdbc.initialize-schema, true, 'always, embedded'", "fencing.initialize-schema, true, 'never'",
			"advisor-order, first, whole number", "inside-transaction, throw, FAIL", "on-lost, cancel, NOTIFY",
			"redisson.server-check, no, OFF", "enabled, maybe, enabled", "fencing.enabled, maybe, fencing.enabled" })
	void aValueThatIsNoneIsRefusedWithThoseThatAre(String property, String value, String valid) {
		String name = "distributed-lock." + property;
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class,
					JdbcLockStoreAutoConfiguration.class, RedissonLockStoreAutoConfiguration.class,
					FencingAutoConfiguration.class, DataSourceAutoConfiguration.class))
			.withPropertyValues("spring.datasource.generate-unique-name=true", name + "=" + value,
					"distributed-lock.type=" + (property.startsWith("redisson") ? "redisson" : "jdbc"),
					"distributed-lock.redisson.address=redis://localhost:1",
					property.startsWith("fencing.init") ? "distributed-lock.fencing.enabled=true" : "x=y")
			.run((context) -> assertThat(text(context.getStartupFailure())).as(name).contains(name, value, valid));
	}

	private static String text(Throwable failure) {
		assertThat(failure).isNotNull();
		FailureAnalysis analysis = SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, ArgumentResolver.of(Environment.class, new MockEnvironment()),
					FailureHandler.handleMessage((message, needsMore) -> {
					}))
			.stream()
			.map((analyzer) -> analyzer.analyze(failure))
			.filter(Objects::nonNull)
			.findFirst()
			.orElseThrow(() -> new AssertionError("Not analyzed", failure));
		return analysis.getDescription() + analysis.getAction();
	}

	@ParameterizedTest
	@ValueSource(strings = { "local", "LOCAL", "Local" })
	void theCaseOfAStoreDoesNotMatter(String type) {
		this.contextRunner.withPropertyValues("distributed-lock.type=" + type)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void settingsOfALockThatNoMethodNamesAreSaidOnce(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(Jobs.class)
			.withPropertyValues("distributed-lock.locks.nosuchlock.lease-time=5s",
					"distributed-lock.locks.job.lease-time=5s")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(output).containsOnlyOnce("nosuchlock")
					.contains("distributed-lock.locks", "[job, other]", "LockTemplate");
			});
	}

	@Test
	void settingsOfLocksThatMethodsNameAreNot(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(Jobs.class)
			.withPropertyValues("distributed-lock.locks.job.lease-time=5s")
			.run((context) -> assertThat(output).doesNotContain("LockTemplate"));
	}

	static class Job {

		@DistributedLock("job")
		void run() {
		}

		@DistributedLock("other")
		void other() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Jobs {

		@Bean
		Job job() {
			return new Job();
		}

	}

}
