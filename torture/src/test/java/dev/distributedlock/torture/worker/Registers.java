// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.worker;

import java.time.Duration;

import com.zaxxer.hikari.HikariDataSource;

import dev.distributedlock.FencingGuard;
import dev.distributedlock.StaleFencingTokenException;
import dev.distributedlock.fencing.JdbcFencingGuard;
import dev.distributedlock.torture.history.EffectKind;
import dev.distributedlock.torture.history.Entry;
import dev.distributedlock.torture.history.Entry.Type;
import dev.distributedlock.torture.history.Recorder;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Registers elsewhere: what is written to them has nothing to do with the transactions of
 * the application, and no fault reaches them.
 */
class Registers implements DisposableBean {

	private static final String LOG = """
			INSERT INTO effect (kind, resource, id, token)
			SELECT ?, written.id, ?, ? FROM written""";

	private static final String FENCED = """
			WITH written AS (
				UPDATE register SET token = ?, writes = writes + 1 WHERE id = ? AND token <= ? RETURNING id
			)
			""" + LOG;

	private static final String PLAIN = """
			WITH written AS (
				UPDATE plain SET amount = ? WHERE id = ? RETURNING id
			)
			""" + LOG;

	private static final String OCCURRENCE = """
			WITH written AS (
				UPDATE occurrence SET last = ?, token = ? WHERE id = ? AND last < ? AND token <= ? RETURNING id
			)
			""" + LOG;

	private final HikariDataSource pool = new HikariDataSource();

	private final JdbcTemplate jdbc = new JdbcTemplate(this.pool);

	private final TransactionTemplate transactions = new TransactionTemplate(new JdbcTransactionManager(this.pool));

	private final FencingGuard guard;

	private final Recorder recorder;

	Registers(WorkerSettings settings, Recorder recorder) {
		this.recorder = recorder;
		this.pool.setJdbcUrl(settings.registers().url());
		this.pool.setUsername(settings.registers().user());
		this.pool.setPassword(settings.registers().password());
		this.pool.setMaximumPoolSize(settings.threads() + 1);
		this.pool.setMinimumIdle(1);
		this.pool.setConnectionTimeout(Duration.ofSeconds(5).toMillis());
		this.guard = new JdbcFencingGuard(this.pool, JdbcFencingGuard.STANDARD_TABLE_NAME, "postgresql");
	}

	/**
	 * Write to a register that refuses smaller tokens.
	 */
	void writeFenced(String call, String resource, long token) {
		record(EffectKind.FENCED, call, resource, token,
				(id) -> this.jdbc.update(FENCED, token, resource, token, EffectKind.FENCED, id, token) > 0);
	}

	/**
	 * Write in a transaction that asks a guard before.
	 */
	void writeGuarded(String call, String resource, long token) {
		record(EffectKind.GUARD, call, resource, token, (id) -> {
			try {
				this.transactions.executeWithoutResult((transaction) -> {
					this.guard.check(resource, token);
					this.jdbc.update("INSERT INTO effect (kind, resource, id, token) VALUES (?, ?, ?, ?)",
							EffectKind.GUARD, resource, id, token);
				});
				return true;
			}
			catch (StaleFencingTokenException ex) {
				return false;
			}
		});
	}

	long readPlain(String resource) {
		Long amount = this.jdbc.queryForObject("SELECT amount FROM plain WHERE id = ?", Long.class, resource);
		return (amount != null) ? amount : 0;
	}

	/**
	 * Write to a register that refuses nothing.
	 */
	void writePlain(String call, String resource, long token, long amount) {
		record(EffectKind.PLAIN, call, resource, token,
				(id) -> this.jdbc.update(PLAIN, amount, resource, EffectKind.PLAIN, id, token) > 0);
	}

	/**
	 * Do what is to be done once for each occurrence.
	 */
	void occur(long number, String resource, long token) {
		String id = EffectKind.occurrence(number);
		long from = System.nanoTime();
		String outcome = Entry.MAYBE;
		try {
			outcome = (this.jdbc.update(OCCURRENCE, number, token, resource, number, token, EffectKind.OCCURRENCE, id,
					token) > 0) ? Entry.DONE : "late";
		}
		finally {
			this.recorder.span(Type.EFFECT, resource, id, token, from, System.nanoTime(), Duration.ZERO, outcome);
		}
	}

	private void record(String kind, String call, String resource, long token, Write write) {
		String id = EffectKind.id(call, kind);
		long from = System.nanoTime();
		String outcome = Entry.MAYBE;
		try {
			outcome = write.isAccepted(id) ? Entry.DONE : Entry.REFUSED;
		}
		finally {
			this.recorder.span(Type.EFFECT, resource, id, token, from, System.nanoTime(), Duration.ZERO, outcome);
		}
	}

	@Override
	public void destroy() {
		this.pool.close();
	}

	private interface Write {

		boolean isAccepted(String id);

	}

}
