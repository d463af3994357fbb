// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.network;

import java.time.Duration;
import java.util.UUID;

import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import dev.distributedlock.LockLease;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockStoreException;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.DatabaseServer;
import dev.distributedlock.test.server.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests of locks whose server is killed and started again.
 */
@ParameterizedClass
@EnumSource(names = { "POSTGRESQL", "MARIADB", "MYSQL" })
class ServerRestartTests {

	private final LockRequest request = LockRequest.of("job", UUID.randomUUID());

	private final DatabaseServer server;

	private final TestDatabase database;

	private final Replica replica;

	private final Replica other;

	ServerRestartTests(DatabaseProduct product) {
		this.server = product.startServer();
		this.database = this.server.createDatabase()
			.runScript("dev/distributedlock/store/jdbc/schema-%s.sql".formatted(product.platform()));
		Duration operationTimeout = Duration.ofSeconds(1);
		this.replica = new Replica(this.database, this.database.url(), operationTimeout);
		this.other = new Replica(this.database, this.database.url(), operationTimeout);
	}

	@BeforeEach
	void ready() {
		assertThat(this.replica.find(this.request)).isEmpty();
	}

	@AfterEach
	void close() {
		this.replica.close();
		this.other.close();
		this.server.close();
	}

	private static ConditionFactory eventually() {
		return await().atMost(Duration.ofSeconds(60)).ignoreExceptions();
	}

	@Test
	void aLeaseOutlivesACrashOfTheServerThatIsShorter() {
		LockLease lease = this.replica.registry().acquire(this.request.leaseTime(Duration.ofMinutes(2)));
		LockLease renewed = this.replica.registry()
			.acquire(LockRequest.of("renewed", 1).leaseTime(Duration.ofSeconds(90)));
		this.server.kill();
		assertThatExceptionOfType(LockStoreException.class)
			.isThrownBy(() -> this.replica.registry().tryAcquire(LockRequest.of("job", "another")));
		assertThatExceptionOfType(LockStoreException.class).isThrownBy(lease::verify);
		assertThat(lease.isHeld()).isTrue();
		this.server.start();
		eventually().until(lease::verify);
		eventually().untilAsserted(() -> assertThat(this.other.registry().tryAcquire(this.request)).isEmpty());
		lease.release();
		try (LockLease next = this.other.registry().acquire(this.request)) {
			assertThat(next.fencingToken()).isGreaterThan(lease.fencingToken());
		}
		assertThat(renewed.verify()).isTrue();
		assertThat(this.replica.losses()).isEmpty();
	}

}
