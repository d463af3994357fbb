// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisConnectionException;
import org.redisson.config.Config;
import org.redisson.config.Credentials;
import org.redisson.config.ReadMode;
import org.redisson.config.SingleServerConfig;

import dev.distributedlock.LockStoreException;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.jdbc.JdbcLockStore;
import dev.distributedlock.store.local.LocalLockStore;
import dev.distributedlock.store.redisson.LostConnectionHook;
import dev.distributedlock.store.redisson.RedissonLockStore;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RedissonLockStoreAutoConfiguration}, without a server.
 */
@ExtendWith(OutputCaptureExtension.class)
class RedissonLockStoreAutoConfigurationTests {

	private static final String ADDRESS = "redis://127.0.0.1:" + closedPort();

	private static final List<RedissonClient> CLIENTS = new ArrayList<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class,
				RedissonLockStoreAutoConfiguration.class, JdbcLockStoreAutoConfiguration.class))
		.withPropertyValues("spring.application.name=sample");

	/**
	 * No server is asked.
	 */
	private final ApplicationContextRunner uncheckedRunner = this.runner
		.withPropertyValues("distributed-lock.redisson.server-check=off");

	private final ApplicationContextRunner dataRedisRunner = this.uncheckedRunner
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class));

	private final ApplicationContextRunner bothRunner = this.dataRedisRunner
		.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
		.withPropertyValues("spring.datasource.generate-unique-name=true");

	@AfterEach
	void shutDownClientsOfTheApplication() {
		CLIENTS.forEach(RedissonClient::shutdown);
		CLIENTS.clear();
	}

	@Test
	void theClientOfTheApplicationIsUsedAndLeftAlone() {
		RedissonClient client = client();
		this.dataRedisRunner.withBean(RedissonClient.class, () -> client).run((context) -> {
			assertThat(context).hasSingleBean(RedissonLockStore.class);
			assertThat(sharedClient(context)).isSameAs(client);
			context.getBean(LockRedisson.class).destroy();
			assertThat(client.isShutdown()).isFalse();
		});
	}

	@Test
	void nobodyElseGetsAClientOfOurs() {
		this.dataRedisRunner.run((context) -> {
			assertThat(context).hasSingleBean(LockRedisson.class).doesNotHaveBean(RedissonClient.class);
			assertThat(context.getBean(RedisConnectionFactory.class)).isInstanceOf(LettuceConnectionFactory.class);
		});
	}

	@Test
	void severalClientsAndNoChoiceFail() {
		this.uncheckedRunner.withBean("one", RedissonClient.class, RedissonLockStoreAutoConfigurationTests::client)
			.withBean("two", RedissonClient.class, RedissonLockStoreAutoConfigurationTests::client)
			.run((context) -> assertThat(analysis(context.getStartupFailure())).contains("several RedissonClient",
					"@Primary", "distributed-lock.redisson.address"));
	}

	@Test
	void thePrimaryOfSeveralClientsIsUsed() {
		this.uncheckedRunner.withUserConfiguration(TwoClientsConfiguration.class)
			.run((context) -> assertThat(sharedClient(context)).isSameAs(context.getBean("second")));
	}

	@Test
	void whatIsConfiguredForLocksWinsOverWhatTheApplicationHas() {
		this.dataRedisRunner.withBean(RedissonClient.class, RedissonLockStoreAutoConfigurationTests::client)
			.withPropertyValues("distributed-lock.redisson.address=rediss://user:p%40ss@127.0.0.1:1/3")
			.run((context) -> {
				Config config = config(context);
				assertThat(config.useSingleServer().getAddress()).isEqualTo("rediss://127.0.0.1:1");
				assertThat(config.useSingleServer().getDatabase()).isEqualTo(3);
				assertThat(credentials(config, 1)).isEqualTo("user:p@ss");
			});
	}

	@ParameterizedTest
	@CsvSource({ "p%23w, :p#w", "u:p%23w, u:p#w", "u%3A:%40:%2F%25, u::@:/%", ":a+b%20c, :a+b c" })
	void userAndPasswordArePercentEncoded(String encoded, String decoded) {
		this.uncheckedRunner.withPropertyValues("distributed-lock.redisson.address=redis://" + encoded + "@127.0.0.1:1")
			.run((context) -> assertThat(credentials(config(context), 1).replace("null", "")).isEqualTo(decoded));
	}

	@Test
	void aClientOfOursIsSmall() {
		this.uncheckedRunner
			.withPropertyValues("distributed-lock.redisson.address=" + ADDRESS,
					"distributed-lock.redisson.connections=3", "distributed-lock.redisson.operation-timeout=2s")
			.run((context) -> {
				Config config = config(context);
				assertThat(config.getThreads()).isEqualTo(4);
				assertThat(config.getNettyThreads()).isEqualTo(4);
				assertThat(config.getNettyHook()).isInstanceOf(LostConnectionHook.class);
				SingleServerConfig server = config.useSingleServer();
				assertThat(server.getConnectionMinimumIdleSize()).isOne();
				assertThat(server.getConnectionPoolSize()).isEqualTo(3);
				assertThat(server.getTimeout()).isEqualTo(2000);
				assertThat(server.getConnectTimeout()).isEqualTo(1000);
				assertThat(server.getRetryAttempts()).isZero();
			});
	}

	@Test
	void aConfigurationFileOfRedissonIsRead() {
		this.uncheckedRunner.withPropertyValues("distributed-lock.redisson.config=classpath:redisson.yaml")
			.run((context) -> {
				Config config = config(context);
				assertThat(config.useSingleServer().getAddress()).isEqualTo("redis://127.0.0.1:1");
				assertThat(config.getThreads()).isEqualTo(2);
				assertThat(config.getNettyHook()).isInstanceOf(LostConnectionHook.class);
			});
	}

	@Test
	void aFileAndAnAddressContradictEachOther() {
		this.uncheckedRunner
			.withPropertyValues("distributed-lock.redisson.config=classpath:redisson.yaml",
					"distributed-lock.redisson.address=" + ADDRESS)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("distributed-lock.redisson.config")
				.hasMessageContaining("distributed-lock.redisson.address"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "locks:6379", "http://locks:6379", "redis://locks:6379/one", "redis://:6379", "redis://",
			"redis://:p#w@locks:6379/one", "redis://user:1#/one", "redis://user:1?/one", "redis://user:%/one@locks" })
	void anAddressThatIsNoneIsRefusedAndNotPrinted(String address) {
		this.uncheckedRunner.withPropertyValues("distributed-lock.redisson.address=" + address)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(LockSetupException.class,
						(failure) -> assertThat(failure.analysis().getAction()).contains("# as %23"))
				.hasMessageContaining("distributed-lock.redisson.address")
				.hasMessageNotContaining("/one"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "distributed-lock.redisson.address=redis://user:secret@locks",
			"distributed-lock.redisson.config=classpath:redisson.yaml" })
	void aPlaceForLocksWithoutRedissonIsRefusedBesideADatabase(String property) {
		ApplicationContextRunner withoutRedisson = this.bothRunner
			.withClassLoader(new FilteredClassLoader("org.redisson"))
			.withPropertyValues(property);
		withoutRedisson
			.run((context) -> assertThat(analysis(context.getStartupFailure()))
				.contains(property.substring(0, property.indexOf('=')), "Redisson is not on the class path",
						"SQL database", "org.redisson:redisson", "distributed-lock.type=jdbc")
				.doesNotContain("secret"));
		withoutRedisson.withPropertyValues("distributed-lock.type=jdbc")
			.run((context) -> assertThat(context).hasSingleBean(JdbcLockStore.class));
		withoutRedisson.withPropertyValues("distributed-lock.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void propertiesForADatabaseThatIsNotThereAreWarnedOf(CapturedOutput output) {
		ApplicationContextRunner jdbc = this.dataRedisRunner.withPropertyValues("distributed-lock.jdbc.connections=4");
		jdbc.withPropertyValues("distributed-lock.type=redisson").run((context) -> assertThat(context).hasNotFailed());
		this.dataRedisRunner.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("distributed-lock.jdbc.*");
		jdbc.run((context) -> assertThat(context).hasBean("redissonLockStore"));
		assertThat(output).containsOnlyOnce("Locks are kept in Redis, although distributed-lock.jdbc.* is set");
	}

	@ParameterizedTest
	@ValueSource(strings = { "operation-timeout=1s", "connections=4", "server-check=fail", "retention=2h" })
	void propertiesForARedisThatIsNotThereAreWarnedOf(String property, CapturedOutput output) {
		ApplicationContextRunner database = this.runner
			.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
			.withPropertyValues("spring.datasource.generate-unique-name=true")
			.withClassLoader(new FilteredClassLoader("org.redisson"));
		String name = "distributed-lock.redisson." + property;
		database.run((context) -> assertThat(context).hasSingleBean(JdbcLockStore.class));
		database.withPropertyValues(name, "distributed-lock.type=jdbc")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("distributed-lock.redisson.*");
		database.withPropertyValues(name).run((context) -> assertThat(context).hasSingleBean(JdbcLockStore.class));
		assertThat(output)
			.containsOnlyOnce("although distributed-lock.redisson.* is set: Redisson is not on the class path");
	}

	@Test
	void springBootsServerIsUsed() {
		this.dataRedisRunner.withPropertyValues("spring.data.redis.host=127.0.0.1", "spring.data.redis.port=1",
				"spring.data.redis.username=user", "spring.data.redis.password=secret", "spring.data.redis.database=2",
				"spring.data.redis.client-name=sample", "spring.data.redis.connect-timeout=700ms")
			.run((context) -> {
				Config config = config(context);
				SingleServerConfig server = config.useSingleServer();
				assertThat(server.getAddress()).isEqualTo("redis://127.0.0.1:1");
				assertThat(server.getDatabase()).isEqualTo(2);
				assertThat(server.getClientName()).isEqualTo("sample");
				assertThat(server.getConnectTimeout()).isEqualTo(700);
				assertThat(credentials(config, 1)).isEqualTo("user:secret");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "redis", "rediss" })
	void springBootsUrlIsUsed(String scheme) {
		this.dataRedisRunner.withPropertyValues("spring.data.redis.url=" + scheme + "://user:secret@127.0.0.1:1/4")
			.run((context) -> {
				Config config = config(context);
				assertThat(config.useSingleServer().getAddress()).isEqualTo(scheme + "://127.0.0.1:1");
				assertThat(config.useSingleServer().getDatabase()).isEqualTo(4);
				assertThat(credentials(config, 1)).isEqualTo("user:secret");
			});
	}

	@Test
	void springBootsSslIsUsed() {
		this.dataRedisRunner.withPropertyValues("spring.data.redis.port=1", "spring.data.redis.ssl.enabled=true")
			.run((context) -> {
				Config config = config(context);
				assertThat(config.useSingleServer().getAddress()).isEqualTo("rediss://localhost:1");
				assertThat(config.getSslTrustManagerFactory()).isNotNull();
			});
	}

	@Test
	void springBootsSentinelsAreUsed() {
		this.dataRedisRunner
			.withPropertyValues("spring.data.redis.sentinel.master=locks",
					"spring.data.redis.sentinel.nodes=127.0.0.1:1,127.0.0.1:2",
					"spring.data.redis.sentinel.username=watcher", "spring.data.redis.sentinel.password=watched",
					"spring.data.redis.password=secret", "spring.data.redis.database=1")
			.run((context) -> {
				Config config = config(context);
				assertThat(config.useSentinelServers().getSentinelAddresses()).containsExactly("redis://127.0.0.1:1",
						"redis://127.0.0.1:2");
				assertThat(config.useSentinelServers().getMasterName()).isEqualTo("locks");
				assertThat(config.useSentinelServers().getDatabase()).isOne();
				assertThat(config.useSentinelServers().getReadMode()).isEqualTo(ReadMode.MASTER);
				assertThat(credentials(config, 1)).isEqualTo("watcher:watched");
				assertThat(credentials(config, 6379)).isEqualTo("null:secret");
			});
	}

	@Test
	void springBootsClusterIsUsed() {
		this.dataRedisRunner.withPropertyValues("spring.data.redis.cluster.nodes=127.0.0.1:1,127.0.0.1:2")
			.run((context) -> assertThat(config(context).useClusterServers().getNodeAddresses())
				.containsExactly("redis://127.0.0.1:1", "redis://127.0.0.1:2"));
	}

	@Test
	void springBootsMasterAndReplicasAreUsed() {
		this.dataRedisRunner
			.withPropertyValues("spring.data.redis.masterreplica.nodes=127.0.0.1:1,127.0.0.1:2",
					"spring.data.redis.database=5")
			.run((context) -> {
				assertThat(config(context).useReplicatedServers().getNodeAddresses())
					.containsExactly("redis://127.0.0.1:1", "redis://127.0.0.1:2");
				assertThat(config(context).useReplicatedServers().getDatabase()).isEqualTo(5);
			});
	}

	@Test
	void aServiceConnectionIsUsedWhateverThePropertiesSay() {
		this.dataRedisRunner.withBean(DataRedisConnectionDetails.class, ServiceConnection::new)
			.withPropertyValues("spring.data.redis.url=rediss://elsewhere:1")
			.run((context) -> assertThat(config(context).useSingleServer().getAddress())
				.isEqualTo("redis://[::1]:7000"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.data.redis.host=localhost", "other=property" })
	void aDatabaseAndRedisAndNoChoiceFailAlsoIfRedisIsOnlyWhereItIsByDefault(String property) {
		this.bothRunner.withPropertyValues(property)
			.run((context) -> assertThat(analysis(context.getStartupFailure())).contains("SQL database", "Redis",
					"distributed-lock.type: jdbc", "distributed-lock.type: redisson"));
	}

	@Test
	void aDatabaseAndAClientOfTheApplicationAndNoChoiceFail() {
		this.bothRunner.withBean(RedissonClient.class, RedissonLockStoreAutoConfigurationTests::client)
			.run((context) -> assertThat(analysis(context.getStartupFailure())).contains("distributed-lock.type: jdbc",
					"distributed-lock.type: redisson"));
	}

	@Test
	void theTypeDecides() {
		this.bothRunner.withPropertyValues("distributed-lock.type=redisson")
			.run((context) -> assertThat(context).hasSingleBean(LockStore.class)
				.hasSingleBean(LockRedisson.class)
				.doesNotHaveBean(LockDataSource.class));
		this.bothRunner.withPropertyValues("distributed-lock.type=jdbc")
			.run((context) -> assertThat(context).hasSingleBean(LockStore.class)
				.hasSingleBean(JdbcLockStore.class)
				.doesNotHaveBean(LockRedisson.class));
		this.bothRunner.withPropertyValues("distributed-lock.type=local")
			.run((context) -> assertThat(context).hasSingleBean(LockStore.class).hasSingleBean(LocalLockStore.class));
	}

	@Test
	void aStoreOfTheApplicationWinsOverBoth() {
		this.bothRunner.withBean("mine", LocalLockStore.class)
			.run((context) -> assertThat(context).hasSingleBean(LockStore.class)
				.hasBean("mine")
				.doesNotHaveBean(LockRedisson.class)
				.doesNotHaveBean(LockDataSource.class));
	}

	@Test
	void redissonOnTheClassPathAloneIsNoPlaceForLocks() {
		this.uncheckedRunner.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
			.withPropertyValues("spring.datasource.generate-unique-name=true",
					"distributed-lock.jdbc.initialize-schema=always")
			.run((context) -> assertThat(context).hasSingleBean(JdbcLockStore.class));
		this.uncheckedRunner.run((context) -> assertThat(analysis(context.getStartupFailure()))
			.contains("distributed-lock.redisson.address", "spring-boot-starter-data-redis"));
	}

	@Test
	void aClientThatIsThereForSomethingElseByNameIsNoPlaceForLocks() {
		this.uncheckedRunner.withUserConfiguration(NamedClientConfiguration.class)
			.run((context) -> assertThat(analysis(context.getStartupFailure())).contains("There is no store"));
	}

	@Test
	void theTypeWithoutWhatItNeedsFailsAndSaysWhatToAdd() {
		this.uncheckedRunner.withPropertyValues("distributed-lock.type=redisson")
			.run((context) -> assertThat(analysis(context.getStartupFailure()))
				.contains("distributed-lock.type=redisson", "spring.data.redis.host"));
		this.uncheckedRunner.withPropertyValues("distributed-lock.type=redisson")
			.withClassLoader(new FilteredClassLoader("org.redisson"))
			.run((context) -> assertThat(analysis(context.getStartupFailure())).contains("org.redisson:redisson"));
	}

	@Test
	void redissonDoesWithoutSpringDataAndWithoutJdbc() {
		this.uncheckedRunner.withPropertyValues("distributed-lock.redisson.address=" + ADDRESS)
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.data.redis",
					"org.springframework.data.redis", "org.springframework.boot.jdbc", "org.springframework.boot.sql",
					"org.springframework.jdbc", "com.zaxxer.hikari"))
			.run((context) -> assertThat(context).hasSingleBean(LockRedisson.class).hasSingleBean(LockStore.class));
	}

	@Test
	void disabledLocksNeedNoServer() {
		this.bothRunner.withPropertyValues("distributed-lock.enabled=false", "distributed-lock.type=redisson")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LockStore.class));
	}

	@Test
	void theStartGoesOnWhileTheServerIsDown(CapturedOutput output) {
		this.runner
			.withPropertyValues("distributed-lock.redisson.address=" + ADDRESS,
					"distributed-lock.redisson.server-check=fail")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				LockStore store = context.getBean(LockStore.class);
				assertThatExceptionOfType(LockStoreException.class).isThrownBy(() -> store.list(null, 1))
					.withMessageContaining("cannot be reached")
					.withCauseInstanceOf(RedisConnectionException.class);
				assertThat(store.renewAsync(List.of(), Runnable::run)).isCompletedExceptionally();
				assertThat(store.subscribe(List.of(), () -> {
				}).isLive()).isFalse();
			});
		assertThat(output)
			.contains("Redis cannot be reached: Connection refused (" + ADDRESS.replace("redis://", "") + ")");
	}

	@ParameterizedTest
	@ValueSource(strings = { "connections=1", "operation-timeout=100ms", "operation-timeout=5", "retention=1s" })
	void invalidPropertiesAreNamed(String property) {
		this.uncheckedRunner
			.withPropertyValues("distributed-lock.redisson.address=" + ADDRESS, "distributed-lock.redisson." + property)
			.run((context) -> assertThat(context).hasFailed());
	}

	private static Object sharedClient(ApplicationContext context) {
		return ReflectionTestUtils.getField(context.getBean(LockRedisson.class), "shared");
	}

	private static Config config(ApplicationContext context) {
		return context.getBean(LockRedisson.class).config();
	}

	private static String credentials(Config config, int port) throws Exception {
		Credentials credentials = config.getCredentialsResolver()
			.resolve(new InetSocketAddress("127.0.0.1", port))
			.toCompletableFuture()
			.get();
		return credentials.getUsername() + ":" + credentials.getPassword();
	}

	private static String analysis(Throwable failure) {
		List<Throwable> causes = new ArrayList<>();
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			causes.add(cause);
		}
		LockSetupException analyzed = causes.stream()
			.filter(LockSetupException.class::isInstance)
			.map(LockSetupException.class::cast)
			.findFirst()
			.orElseThrow();
		return analyzed.analysis().getDescription() + "\n" + analyzed.analysis().getAction();
	}

	private static RedissonClient client() {
		Config config = new Config().setLazyInitialization(true).setThreads(1).setNettyThreads(1);
		config.useSingleServer().setAddress(ADDRESS);
		RedissonClient client = Redisson.create(config);
		CLIENTS.add(client);
		return client;
	}

	private static int closedPort() {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static class ServiceConnection implements DataRedisConnectionDetails {

		@Override
		public Standalone getStandalone() {
			return Standalone.of("::1", 7000);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoClientsConfiguration {

		@Bean
		RedissonClient first() {
			return client();
		}

		@Bean
		@Primary
		RedissonClient second() {
			return client();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NamedClientConfiguration {

		@Bean(defaultCandidate = false)
		RedissonClient named() {
			return client();
		}

	}

}
