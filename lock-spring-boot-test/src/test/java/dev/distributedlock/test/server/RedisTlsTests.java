// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.distributedlock.LockStoreException;
import dev.distributedlock.autoconfigure.DistributedLockAutoConfiguration;
import dev.distributedlock.autoconfigure.RedissonLockStoreAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for encrypted connections. The binaries that the build brings cannot do that: the
 * tests need a Redis that is installed.
 */
class RedisTlsTests {

	private static final char[] PASSWORD = "changeit".toCharArray();

	private static final int TLS_PORT = ServerFiles.freePort();

	@SuppressWarnings("NullAway.Init")
	private static Path files;

	@SuppressWarnings("NullAway.Init")
	private static RedisServer server;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class,
				RedissonLockStoreAutoConfiguration.class, DataRedisAutoConfiguration.class, SslAutoConfiguration.class))
		.withPropertyValues("spring.application.name=sample",
				"spring.ssl.bundle.pem.redis.truststore.certificate=file:" + files.resolve("redis.crt"));

	@BeforeAll
	static void start() throws Exception {
		Assumptions.assumeTrue(LocalProcess.find("redis-server").isPresent(), "no Redis is installed");
		files = ServerFiles.create("tls");
		writeCertificate();
		server = new RedisServer(RedisPrograms.server(ServerFiles.freePort(), "--tls-port", Integer.toString(TLS_PORT),
				"--tls-cert-file", files.resolve("redis.crt").toString(), "--tls-key-file",
				files.resolve("redis.key").toString(), "--tls-ca-cert-file", files.resolve("redis.crt").toString(),
				"--tls-auth-clients", "no"));
		server.start();
	}

	private static void writeCertificate() throws Exception {
		Path store = files.resolve("redis.p12");
		int status = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "redis", "-keyalg", "RSA", "-dname", "CN=localhost", "-ext",
				"san=dns:localhost", "-keystore", store.toString(), "-storepass", new String(PASSWORD))
			.redirectOutput(files.resolve("keytool.log").toFile())
			.redirectErrorStream(true)
			.start()
			.waitFor();
		Assumptions.assumeTrue(status == 0, "keytool does not work");
		KeyStore keys = KeyStore.getInstance("PKCS12");
		try (InputStream input = Files.newInputStream(store)) {
			keys.load(input, PASSWORD);
		}
		writePem("redis.crt", "CERTIFICATE", keys.getCertificate("redis").getEncoded());
		writePem("redis.key", "PRIVATE KEY", keys.getKey("redis", PASSWORD).getEncoded());
	}

	private static void writePem(String file, String type, byte[] content) throws Exception {
		String text = Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(content);
		Files.writeString(files.resolve(file),
				"-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(type, text));
	}

	@AfterAll
	static void stop() {
		if (server != null) {
			server.close();
		}
	}

	@Test
	void aServerThatTheBundleTrusts() {
		this.runner
			.withPropertyValues("spring.data.redis.host=localhost", "spring.data.redis.port=" + TLS_PORT,
					"spring.data.redis.ssl.bundle=redis")
			.run(RedisConnectionTests::assertWorks);
	}

	@Test
	void aServerThatTheBundleTrustsByItsUrl() {
		this.runner
			.withPropertyValues("spring.data.redis.url=rediss://localhost:" + TLS_PORT,
					"spring.data.redis.ssl.bundle=redis")
			.run(RedisConnectionTests::assertWorks);
	}

	@Test
	void aServerThatNobodyTrustsGetsNoLocks() {
		this.runner.withPropertyValues("spring.data.redis.url=rediss://localhost:" + TLS_PORT)
			.run((context) -> assertThatExceptionOfType(LockStoreException.class)
				.isThrownBy(() -> RedisConnectionTests.assertWorks(context))
				.havingRootCause()
				.withMessageContaining("certification path"));
	}

	@Test
	void aServerWithAnotherNameGetsNoLocks() {
		this.runner
			.withPropertyValues("spring.data.redis.host=127.0.0.1", "spring.data.redis.port=" + TLS_PORT,
					"spring.data.redis.ssl.bundle=redis")
			.run((context) -> assertThatExceptionOfType(LockStoreException.class)
				.isThrownBy(() -> RedisConnectionTests.assertWorks(context)));
	}

}
