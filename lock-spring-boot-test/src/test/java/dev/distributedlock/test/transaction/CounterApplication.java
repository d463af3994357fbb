// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.transaction;

import java.util.List;

import dev.distributedlock.DistributedLock;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockTemplate;
import dev.distributedlock.OnLost;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionOperations;

/**
 * A replica of an application that counts, in every way that locks and transactions can
 * be put together.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({ CounterApplication.LockFirst.class, CounterApplication.TransactionFirst.class,
		CounterApplication.TransactionalType.class, CounterApplication.Interruptible.class,
		CounterApplication.Templates.class, CounterApplication.Locked.class, CounterApplication.Nested.class })
class CounterApplication {

	/**
	 * Ways in which the lock is outside of the transaction, unless the advisors are in
	 * another order.
	 */
	static final List<Class<? extends Counter>> ANNOTATED = List.of(LockFirst.class, TransactionFirst.class,
			TransactionalType.class, Interruptible.class);

	@Bean
	CounterTable counterTable(JdbcTemplate jdbc) {
		return new CounterTable(jdbc);
	}

	static class Increment implements Counter {

		private final CounterTable table;

		Increment(CounterTable table) {
			this.table = table;
		}

		@Override
		public void increment(String key, Runnable meanwhile) {
			int total = this.table.read(key);
			meanwhile.run();
			this.table.write(key, total + 1);
		}

	}

	static class LockFirst extends Increment {

		LockFirst(CounterTable table) {
			super(table);
		}

		@Override
		@DistributedLock(name = "counter", key = "#key", onLost = OnLost.NOTIFY)
		@Transactional
		public void increment(String key, Runnable meanwhile) {
			super.increment(key, meanwhile);
		}

	}

	static class TransactionFirst extends Increment {

		TransactionFirst(CounterTable table) {
			super(table);
		}

		@Override
		@Transactional
		@DistributedLock(name = "counter", key = "#key", onLost = OnLost.NOTIFY)
		public void increment(String key, Runnable meanwhile) {
			super.increment(key, meanwhile);
		}

	}

	@Transactional
	static class TransactionalType extends Increment {

		TransactionalType(CounterTable table) {
			super(table);
		}

		@Override
		@DistributedLock(name = "counter", key = "#key", onLost = OnLost.NOTIFY)
		public void increment(String key, Runnable meanwhile) {
			super.increment(key, meanwhile);
		}

	}

	static class Interruptible extends Increment {

		Interruptible(CounterTable table) {
			super(table);
		}

		@Override
		@DistributedLock(name = "counter", key = "#key")
		@Transactional
		public void increment(String key, Runnable meanwhile) {
			super.increment(key, meanwhile);
		}

	}

	static class Templates extends Increment {

		private final LockTemplate locks;

		private final TransactionOperations transactions;

		Templates(CounterTable table, LockTemplate locks, TransactionOperations transactions) {
			super(table);
			this.locks = locks;
			this.transactions = transactions;
		}

		@Override
		public void increment(String key, Runnable meanwhile) {
			this.locks.executeWithoutResult(LockRequest.of("counter", key).onLost(OnLost.NOTIFY),
					(lease) -> this.transactions.executeWithoutResult((tx) -> super.increment(key, meanwhile)));
		}

	}

	static class Locked extends Increment {

		Locked(CounterTable table) {
			super(table);
		}

		@Override
		@DistributedLock(name = "counter", key = "#key", onLost = OnLost.NOTIFY)
		public void increment(String key, Runnable meanwhile) {
			super.increment(key, meanwhile);
		}

	}

	/**
	 * Takes the lock inside of the transaction. What that reads must not be older than
	 * the lock, hence the isolation.
	 */
	static class Nested implements Counter {

		private final Locked locked;

		Nested(Locked locked) {
			this.locked = locked;
		}

		@Override
		@Transactional(isolation = Isolation.READ_COMMITTED)
		public void increment(String key, Runnable meanwhile) {
			this.locked.increment(key, meanwhile);
		}

	}

}
