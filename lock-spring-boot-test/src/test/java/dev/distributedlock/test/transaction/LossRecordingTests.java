// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.transaction;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import dev.distributedlock.DistributedLock;
import dev.distributedlock.LockContextHolder;
import dev.distributedlock.LockLostEvent;
import dev.distributedlock.LockLostException;
import dev.distributedlock.test.server.DatabaseProduct;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionOperations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests that the loss of a lock can be put on record, although no transaction under the
 * lock commits any more.
 */
@ParameterizedClass
@EnumSource(DatabaseProduct.class)
class LossRecordingTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static Bank bank;

	LossRecordingTests(DatabaseProduct product) {
	}

	@BeforeParameterizedClassInvocation
	static void open(DatabaseProduct product) {
		bank = Bank.open(product, Application.class, Map.of());
	}

	@AfterParameterizedClassInvocation
	static void close() {
		bank.close();
	}

	@BeforeEach
	void reset() {
		bank.reset();
	}

	private static String records(String who) {
		return bank.database().queryForString("SELECT COUNT(*) FROM audit_log WHERE message = '" + who + "'");
	}

	@Test
	void aListenerRecordsTheLossInATransactionOfItsOwn() {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> bank.bean(Work.class).rob());
		await().atMost(PATIENCE).until(() -> records("listener").equals("1"));
		assertThat(bank.balance()).isZero();
	}

	@Test
	void aCatchBlockAroundTheCallRecordsTheLoss() {
		bank.bean(Caller.class).call();
		assertThat(records("caller")).isEqualTo("1");
		assertThat(bank.balance()).isZero();
		await().atMost(PATIENCE).until(() -> records("listener").equals("1"));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ Work.class, Caller.class, Recorder.class })
	static class Application {

	}

	static class Work {

		@DistributedLock(name = "account", key = "'1'")
		@Transactional
		public void rob() {
			bank.payIn(10);
			bank.steal(Bank.LOCK);
		}

	}

	static class Caller {

		private final Work work;

		private final Recorder recorder;

		Caller(Work work, Recorder recorder) {
			this.work = work;
			this.recorder = recorder;
		}

		void call() {
			try {
				this.work.rob();
			}
			catch (LockLostException ex) {
				this.recorder.record("caller");
			}
		}

	}

	static class Recorder {

		private final JdbcTemplate jdbc;

		private final TransactionOperations transactions;

		Recorder(JdbcTemplate jdbc, TransactionOperations transactions) {
			this.jdbc = jdbc;
			this.transactions = transactions;
		}

		void record(String message) {
			this.transactions.executeWithoutResult((tx) -> insert(message));
		}

		@EventListener
		@Transactional
		public void on(LockLostEvent event) {
			assertThat(event.lease().isHeld()).isFalse();
			assertThat(LockContextHolder.getContext()).isNull();
			insert("listener");
		}

		private void insert(String message) {
			this.jdbc.update("INSERT INTO audit_log (message) VALUES (?)", message);
		}

	}

}
