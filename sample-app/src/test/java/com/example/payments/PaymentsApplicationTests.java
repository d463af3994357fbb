// SPDX-License-Identifier: Apache-2.0

package com.example.payments;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import dev.distributedlock.LockLease;
import dev.distributedlock.LockRegistry;
import dev.distributedlock.LockRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PaymentsApplication}.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.datasource.url=jdbc:h2:mem:tests", "payments.bank-latency=0ms",
				"payments.settlement.cron=0 0 0 1 1 *", "distributed-lock.locks.settlement.min-hold-time=0s",
				"distributed-lock.locks.account.wait-time=0s" })
class PaymentsApplicationTests {

	@Autowired
	private Settlement settlement;

	@Autowired
	private LockRegistry locks;

	@Autowired
	private JdbcClient jdbc;

	@LocalServerPort
	private int port;

	@BeforeEach
	void reset() {
		this.jdbc.sql("DELETE FROM payment").update();
		this.jdbc.sql("DELETE FROM job_run").update();
		this.jdbc.sql("DELETE FROM refused_write").update();
		this.jdbc.sql("UPDATE job_fence SET token = 0").update();
		this.jdbc.sql("UPDATE account SET balance = 0").update();
	}

	@Test
	void transferChangesTheBalance() {
		assertThat(post("/accounts/savings/transfers", 7)).isEqualTo(HttpStatus.OK);
		assertThat(post("/accounts/savings/transfers", -2)).isEqualTo(HttpStatus.OK);
		assertThat(number("SELECT balance FROM account WHERE id = 'savings'")).isEqualTo(5);
	}

	@Test
	void transferToABusyAccountIsAConflict() {
		try (LockLease lease = this.locks.acquire(LockRequest.of("account", "savings"))) {
			assertThat(post("/accounts/savings/transfers", 7)).isEqualTo(HttpStatus.CONFLICT);
			assertThat(lease.isHeld()).isTrue();
		}
		assertThat(number("SELECT balance FROM account WHERE id = 'savings'")).isZero();
	}

	@Test
	void transferToAnUnknownAccountIsNotFound() {
		assertThat(post("/accounts/unknown/transfers", 7)).isEqualTo(HttpStatus.NOT_FOUND);
	}

	@Test
	void settlementSettlesWhatIsDue() {
		assertThat(post("/payments", 100)).isEqualTo(HttpStatus.CREATED);
		assertThat(post("/payments", 200)).isEqualTo(HttpStatus.CREATED);
		this.settlement.run(tick(Instant.now()));
		assertThat(number("SELECT COUNT(*) FROM payment WHERE settled_at IS NOT NULL")).isEqualTo(2);
		assertThat(number("SELECT COUNT(*) FROM job_run WHERE completed_at IS NOT NULL")).isEqualTo(1);
	}

	@Test
	void settlementIsSkippedWhileAnotherReplicaRunsIt() {
		try (LockLease lease = this.locks.acquire(LockRequest.of("settlement"))) {
			this.settlement.run(tick(Instant.now()));
			assertThat(lease.isHeld()).isTrue();
		}
		assertThat(number("SELECT COUNT(*) FROM job_run")).isZero();
	}

	@Test
	void settlementIsSkippedWhenTheLockCameTooLate() {
		this.settlement.run(tick(Instant.now().minusSeconds(60)));
		assertThat(number("SELECT COUNT(*) FROM job_run")).isZero();
	}

	@Test
	void staleSettlementIsRefused() {
		post("/payments", 100);
		this.jdbc.sql("UPDATE job_fence SET token = :token").param("token", Long.MAX_VALUE).update();
		this.settlement.run(tick(Instant.now()));
		assertThat(number("SELECT COUNT(*) FROM payment WHERE settled_at IS NOT NULL")).isZero();
		assertThat(number("SELECT COUNT(*) FROM job_run WHERE completed_at IS NULL")).isEqualTo(1);
		assertThat(number("SELECT COUNT(*) FROM refused_write")).isEqualTo(1);
	}

	private static Tick tick(Instant time) {
		return new Tick(time, Duration.ofSeconds(30));
	}

	private HttpStatusCode post(String path, long amount) {
		return RestClient.create("http://localhost:" + this.port)
			.post()
			.uri(path)
			.body(Map.of("amount", amount))
			.exchange((request, response) -> response.getStatusCode());
	}

	private long number(String query) {
		return this.jdbc.sql(query).query(Long.class).single();
	}

}
