// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.jdbc;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.Credentials;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import dev.distributedlock.LockLease;
import dev.distributedlock.LockRegistry;
import dev.distributedlock.LockRequest;
import dev.distributedlock.test.Locks;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.TestDatabase;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of an application whose credentials are rotated while it holds locks and waits
 * for others.
 */
@ParameterizedClass
@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "H2")
@ExtendWith(OutputCaptureExtension.class)
class CredentialRotationTests {

	private static final LockRequest LOCK = LockRequest.of("held").leaseTime(Duration.ofSeconds(3));

	private static final String PASSWORD = "rotated-4711";

	private final TestDatabase database;

	private final boolean postgres;

	private final String suffix = UUID.randomUUID().toString().substring(0, 8);

	private final String oldUser = "old_" + this.suffix;

	private final String newUser = "new_" + this.suffix;

	CredentialRotationTests(DatabaseProduct product) {
		this.database = product.createLockDatabase();
		this.postgres = product.platform().equals("postgresql");
		createUser(this.oldUser);
		createUser(this.newUser);
	}

	private void createUser(String user) {
		if (this.postgres) {
			this.database.execute("CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(user, PASSWORD));
			this.database.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON distributed_lock TO " + user);
		}
		else {
			this.database.execute("CREATE USER %s IDENTIFIED BY '%s'".formatted(user, PASSWORD));
			this.database.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON %s.distributed_lock TO %s"
				.formatted(this.database.name(), user));
		}
	}

	private void revoke(String user) {
		this.database.execute(this.postgres ? "REVOKE ALL ON distributed_lock FROM " + user
				: "REVOKE ALL PRIVILEGES, GRANT OPTION FROM " + user);
	}

	private void drop(String user) {
		this.database.execute((this.postgres ? "DROP ROLE IF EXISTS " : "DROP USER IF EXISTS ") + user);
	}

	@AfterEach
	void close() {
		drop(this.oldUser);
		if (this.postgres) {
			revoke(this.newUser);
		}
		drop(this.newUser);
		this.database.close();
	}

	@Test
	void rotatedCredentialsCostNoLease(CapturedOutput output) {
		run((beans) -> {
			HikariDataSource pool = beans.getBean(HikariDataSource.class);
			pool.setCredentials(Credentials.of(this.newUser, PASSWORD));
			pool.getHikariPoolMXBean().softEvictConnections();
			revoke(this.oldUser);
			drop(this.oldUser);
		});
		assertThat(output).doesNotContain("Failed to").doesNotContain(PASSWORD);
	}

	/**
	 * The pool learns of it when the old user has lost its rights.
	 */
	@Test
	void credentialsThatAreNotAnnouncedCostNoLease() {
		run((beans) -> {
			HikariDataSource pool = beans.getBean(HikariDataSource.class);
			revoke(this.oldUser);
			pool.setUsername(this.newUser);
			pool.setPassword(PASSWORD);
			pool.getHikariPoolMXBean().softEvictConnections();
		});
	}

	private void run(Consumer<BeanFactory> rotation) {
		Applications.runner(this.database.as(this.oldUser, PASSWORD)).run((context) -> {
			LockRegistry registry = context.getBean(LockRegistry.class);
			LockLease lease = registry.acquire(LOCK);
			CompletableFuture<?> waiter = registry.tryAcquireAsync(LOCK.waitTime(Locks.LONG));
			rotation.accept(context);
			registry.acquire(LockRequest.of("other").waitTime(Duration.ofSeconds(1))).release();
			HikariDataSource pool = context.getBean(HikariDataSource.class);
			Locks.await().untilAsserted(() -> {
				pool.getHikariPoolMXBean().softEvictConnections();
				assertThat(sessionsOfOldUser()).isZero();
			});
			Duration remaining = lease.remaining();
			Locks.await().until(() -> lease.remaining().compareTo(remaining) > 0);
			assertThat(lease.verify()).isTrue();
			waiter.cancel(false);
			lease.release();
		});
	}

	private int sessionsOfOldUser() {
		return Integer.parseInt(this.database.queryForString(this.postgres
				? "SELECT count(*) FROM pg_stat_activity WHERE usename = '%s'".formatted(this.oldUser)
				: "SELECT count(*) FROM information_schema.processlist WHERE user = '%s'".formatted(this.oldUser)));
	}

}
