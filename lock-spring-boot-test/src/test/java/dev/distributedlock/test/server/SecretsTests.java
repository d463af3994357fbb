// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.distributedlock.LockLease;
import dev.distributedlock.LockRegistry;
import dev.distributedlock.LockRequest;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that no password is printed, and none is in an exception, whatever is wrong with
 * the settings or the server.
 */
@ExtendWith(OutputCaptureExtension.class)
class SecretsTests {

	private static final String LEFT = "lefthalf";

	private static final String RIGHT = "righthalf";

	private static final String SECRET = LEFT + "#" + RIGHT;

	private static final String ENCODED = URLEncoder.encode(SECRET, StandardCharsets.UTF_8);

	private static final List<String> FORBIDDEN = List.of(LEFT, RIGHT, base64(SECRET), base64(":" + SECRET),
			base64("user:" + SECRET));

	private static final int NOWHERE = ServerFiles.freePort();

	private static final List<String> LOGGERS = List.of("dev.distributedlock", "org.redisson", "com.zaxxer.hikari",
			"org.postgresql", "org.mariadb", "io.netty", "org.springframework.boot.diagnostics",
			"org.springframework.boot.SpringApplication");

	@SuppressWarnings("NullAway.Init")
	private static RedisServer guarded;

	@SuppressWarnings("NullAway.Init")
	private static Path files;

	private static String base64(String text) {
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	@SuppressWarnings("NullAway.Init")
	private static HttpServer web;

	@BeforeAll
	static void start() throws IOException {
		web = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
		web.createContext("/", (exchange) -> exchange.sendResponseHeaders(404, -1));
		web.start();
		files = ServerFiles.create("secrets");
		guarded = new RedisServer(RedisPrograms.server(ServerFiles.freePort()));
		guarded.start();
		guarded.call((jedis) -> jedis.aclSetUser("user", "on", ">" + SECRET, "~*", "&*", "+@all"));
		logLevel(LogLevel.INFO);
		LoggingSystem.get(SecretsTests.class.getClassLoader()).setLogLevel("dev.distributedlock", LogLevel.DEBUG);
		System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
	}

	@AfterAll
	static void stop() {
		System.clearProperty(LoggingSystem.SYSTEM_PROPERTY);
		logLevel(null);
		guarded.close();
		web.stop(0);
		ServerFiles.delete(files);
	}

	private static void logLevel(LogLevel level) {
		LoggingSystem system = LoggingSystem.get(SecretsTests.class.getClassLoader());
		LOGGERS.forEach((logger) -> system.setLogLevel(logger, level));
	}

	private static List<List<String>> addresses() {
		return Stream
			.of("redis://:%s@127.0.0.1:1", "redis://user:%s@127.0.0.1:1", "redis://%s@127.0.0.1:1", "%s", "redis:%s",
					"redis://%s", "redis://user:1%s@127.0.0.1:1", "redis://user:1/%s@127.0.0.1:1",
					"redis://user:1?%s@127.0.0.1:1", "redis://127.0.0.1:1/%s", "redis://user: %s@127.0.0.1:1",
					"redis://user:%%zz%s@127.0.0.1:1", "http://user:%s@127.0.0.1", "redis://user:@%s@127.0.0.1:1")
			.map((address) -> List.of("distributed-lock.type=redisson",
					"distributed-lock.redisson.address=" + address.formatted(SECRET)))
			.toList();
	}

	@ParameterizedTest
	@MethodSource("addresses")
	void anAddressThatIsNoUrl(List<String> properties, CapturedOutput output) {
		assertSecret(properties, output);
	}

	private static List<List<String>> redis() {
		String open = "127.0.0.1:" + guarded.port();
		String closed = "127.0.0.1:" + NOWHERE;
		String own = "distributed-lock.redisson.address=";
		String theirs = "spring.data.redis.";
		String user = theirs + "username=user";
		String password = theirs + "password=" + SECRET;
		return Stream
			.of(List.of(own + "redis://user:" + ENCODED + "@" + open),
					List.of(theirs + "url=redis://user:" + ENCODED + "@" + open),
					List.of(own + "redis://user:" + ENCODED + "wrong@" + open),
					List.of(own + "redis://:" + ENCODED + "@" + open), List.of(own + "redis://" + ENCODED + "@" + open),
					List.of(own + "redis://user:" + ENCODED + "@" + closed),
					List.of(own + "rediss://user:" + ENCODED + "@" + open),
					List.of(own + "redis://user:" + ENCODED + "@nowhere.invalid"),
					List.of(own + "redis://user:" + ENCODED + "@" + open + "/99"),
					List.of(own + "redis://user:" + ENCODED + "@" + open, "distributed-lock.redisson.config=file:a"),
					List.of(theirs + "url=redis://user:" + ENCODED + "wrong@" + open),
					List.of(theirs + "url=redis://user:" + ENCODED + "@" + closed),
					List.of(theirs + "url=rediss://user:" + ENCODED + "@" + open),
					List.of(theirs + "port=" + guarded.port(), user, password),
					List.of(theirs + "port=" + guarded.port(), user, password + "wrong"),
					List.of(theirs + "port=" + guarded.port(), password),
					List.of(theirs + "sentinel.master=m", theirs + "sentinel.nodes=" + open,
							theirs + "sentinel.username=user", theirs + "sentinel.password=" + SECRET, password),
					List.of(theirs + "cluster.nodes=" + open, user, password),
					List.of(theirs + "masterreplica.nodes=" + open, user, password + "wrong"))
			.map(SecretsTests::withRedis)
			.toList();
	}

	private static List<String> withRedis(List<String> properties) {
		return Stream
			.concat(properties.stream(),
					Stream
						.of("distributed-lock.type=redisson", OnRequest.REDIS + "=true",
								"spring.autoconfigure.exclude=org.redisson.spring.starter.RedissonAutoConfigurationV2,"
										+ "org.redisson.spring.starter.RedissonAutoConfigurationV4"))
			.toList();
	}

	@Test
	void theRightPasswordIsUnderstood(CapturedOutput output) {
		assertThat(use(redis().get(0))).contains("granted true");
		assertThat(use(redis().get(1))).contains("granted true");
		assertThat(output).doesNotContain(LEFT).doesNotContain(RIGHT);
	}

	@ParameterizedTest
	@MethodSource("redis")
	void redisAsItIs(List<String> properties, CapturedOutput output) {
		assertSecret(properties, output);
	}

	private static List<String> files() {
		String open = "redis://127.0.0.1:" + guarded.port();
		return List.of("""
				username: user
				password: %s
				singleServerConfig:
				  address: %s
				""".formatted(quoted(SECRET), open), """
				username: user
				password: %s
				singleServerConfig:
				  address: %s
				  retryAttempts: 0
				""".formatted(quoted(SECRET + "wrong"), open), """
				singleServerConfig:
				  address: redis://user:%s@127.0.0.1:%d
				  retryAttempts: 0
				""".formatted(ENCODED, NOWHERE), """
				singleServerConfig:
				  address: redis://user:%s@127.0.0.1:%d
				  retryAttempts: 0
				""".formatted(ENCODED + "wrong", guarded.port()), """
				singleServerConfig:
				  address: "redis://user:%s@127.0.0.1:1"
				""".formatted(SECRET), """
				singleServerConfig:
				  address: %s
				  timeout: %s
				""".formatted(open, quoted(SECRET)), """
				password: %s
				singleServerConfig: [ %s
				""".formatted(quoted(SECRET), quoted(SECRET)), """
				password: "%s
				singleServerConfig:
				  address: %s
				""".formatted(SECRET, open), """
				%s: %s
				singleServerConfig:
				  address: %s
				""".formatted(quoted(SECRET), SECRET, open), """
				password: "%s"
				""".formatted(SECRET), """
				password: { %s: 1 }
				singleServerConfig:
				  address: %s
				  password: [ 1, 2 ]
				""".formatted(quoted(SECRET), open), "\"" + SECRET + "\"");
	}

	private static String quoted(String text) {
		return '"' + text + '"';
	}

	@ParameterizedTest
	@MethodSource("files")
	void aFile(String text, CapturedOutput output) throws Exception {
		Path file = Files.writeString(files.resolve("redisson.yaml"), text);
		assertSecret(List.of("distributed-lock.type=redisson", "distributed-lock.redisson.config=file:" + file),
				output);
	}

	private static List<String> locations() {
		return List.of("http://user:%s@127.0.0.1:" + NOWHERE + "/a",
				"http://user:%s@127.0.0.1:" + web.getAddress().getPort(), "http://user:%s@nowhere.invalid/a",
				"https://user:%s@127.0.0.1:" + NOWHERE + "/a", "HTTP://user:%s@127.0.0.1:x/a",
				"ftp://user:%s@127.0.0.1:" + NOWHERE + "/a", "jar:http://user:%s@a",
				"http://127.0.0.1:" + web.getAddress().getPort() + "/a?token=%s");
	}

	@ParameterizedTest
	@MethodSource("locations")
	void aFileElsewhere(String location, CapturedOutput output) {
		for (String secret : List.of(SECRET, ENCODED)) {
			assertSecret(List.of("distributed-lock.type=redisson",
					"distributed-lock.redisson.config=" + location.formatted(secret)), output);
		}
		assertThat(output).contains("distributed-lock.redisson.config cannot be read");
	}

	private static List<List<String>> databases() {
		return List.of(DatabaseProduct.POSTGRESQL, DatabaseProduct.MARIADB)
			.stream()
			.flatMap((product) -> databases(product).stream())
			.toList();
	}

	private static List<List<String>> databases(DatabaseProduct product) {
		TestDatabase database = product.createLockDatabase();
		String url = "spring.datasource.url=" + database.url() + (database.url().contains("?") ? "&" : "?");
		String closed = url.replaceFirst(":\\d+/", ":" + NOWHERE + "/");
		String user = "spring.datasource.username=";
		String password = "spring.datasource.password=" + SECRET;
		return List.of(List.of(url, user + database.user(), password), List.of(url, user + "nobody", password),
				List.of(closed, user + database.user(), password), List.of(url + "user=nobody&password=" + ENCODED),
				List.of(closed + "user=" + database.user() + "&password=" + ENCODED),
				List.of(url + "user=nobody&password=" + SECRET),
				List.of(url.replace("jdbc:", "jdbc:no") + "user=nobody&password=" + ENCODED),
				List.of(url + "user=nobody&password=" + ENCODED,
						"spring.datasource.type=org.springframework.jdbc.datasource.DriverManagerDataSource"),
				List.of(url + "user=nobody&password=" + ENCODED,
						"spring.datasource.type=org.springframework.jdbc.datasource.SimpleDriverDataSource"),
				List.of(url + "user=nobody&password=" + ENCODED + "&socketTimeout=a"),
				List.of(url.replace("jdbc:", "jdbc:no") + "user=nobody&password=" + ENCODED,
						"spring.datasource.driver-class-name=" + driver(product)));
	}

	private static String driver(DatabaseProduct product) {
		return (product == DatabaseProduct.POSTGRESQL) ? "org.postgresql.Driver" : "org.mariadb.jdbc.Driver";
	}

	@ParameterizedTest
	@MethodSource("databases")
	void aDatabase(List<String> properties, CapturedOutput output) {
		assertSecret(Stream
			.concat(properties.stream(),
					Stream.of("distributed-lock.type=jdbc", "spring.datasource.hikari.connection-timeout=500"))
			.toList(), output);
	}

	private static List<List<String>> embeddedDatabases() {
		String url = "spring.datasource.url=jdbc:h2:mem:" + "secrets";
		return List.of(List.of(url + ";USER=sa;PASSWORD=" + SECRET),
				List.of(url + ";USER=sa;PASSWORD=" + SECRET + "wrong"),
				List.of(url, "spring.datasource.password=" + SECRET),
				List.of(url + ";PASSWORD=" + SECRET + ";NO_SUCH=1"), List.of(url + ";CIPHER=AES;PASSWORD=" + SECRET));
	}

	@ParameterizedTest
	@MethodSource("embeddedDatabases")
	void anEmbeddedDatabase(List<String> properties, CapturedOutput output) throws Exception {
		aDatabase(properties, output);
	}

	private static void assertSecret(List<String> properties, CapturedOutput output) {
		String failures = use(properties);
		String text = (output.getAll() + failures).toLowerCase(Locale.ROOT);
		assertThat(FORBIDDEN).as("what was printed or thrown: %s", text)
			.noneMatch((secret) -> text.contains(secret.toLowerCase(Locale.ROOT)));
	}

	private static String use(List<String> properties) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setBannerMode(Banner.Mode.OFF);
		String[] arguments = Stream
			.concat(properties.stream(),
					Stream.of("spring.application.name=secrets", "distributed-lock.redisson.operation-timeout=500ms",
							"distributed-lock.jdbc.operation-timeout=500ms"))
			.map((property) -> "--" + property)
			.toArray(String[]::new);
		StringWriter failures = new StringWriter();
		try (ConfigurableApplicationContext context = application.run(arguments)) {
			LockRegistry registry = context.getBean(LockRegistry.class);
			try (LockLease lease = registry.acquire(LockRequest.of("sample").waitTime(Duration.ofMillis(300)))) {
				failures.append("granted " + lease.verify());
			}
		}
		catch (Exception ex) {
			ex.printStackTrace(new PrintWriter(failures));
		}
		return failures.toString();
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration(exclude = HibernateJpaAutoConfiguration.class)
	static class Application {

	}

}
