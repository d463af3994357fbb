// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.fencing;

import java.sql.Connection;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.FencingGuard;
import dev.distributedlock.StaleFencingTokenException;
import dev.distributedlock.store.LockId;

import dev.distributedlock.store.jdbc.JdbcLockStoreOptions;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * Remembers tokens in a table of the application's database. Each check is one statement
 * in the caller's transaction, which keeps the row of the resource locked until it ends.
 * Rows are never removed: a resource that has forgotten its token refuses nobody.
 * <p>
 * A transaction of another {@code DataSource} guards nothing, and is refused. It is told
 * by autocommit, and thus not where a pool hands out connections without autocommit.
 * <p>
 * Failures of the database are Spring's {@link DataAccessException}s, as those of the
 * caller's own statements.
 *
 * @since 0.1.0
 */
public final class JdbcFencingGuard implements FencingGuard {

	/**
	 * The table where nobody says otherwise.
	 */
	public static final String STANDARD_TABLE_NAME = "distributed_lock_fence";

	private final JdbcTemplate jdbc;

	private final String tableName;

	private final FenceDialect dialect;

	/**
	 * Create a new guard. Connects to find out which database it is, unless the platform
	 * says so.
	 * @param dataSource the one that transactions of the application use
	 * @param tableName the name of the table, as in
	 * {@link JdbcLockStoreOptions#tableName()}
	 * @param platform the database as Spring Boot calls it in lower case, such as
	 * {@code postgresql}; null to find out
	 * @throws IllegalArgumentException if there is no statement for the database, or the
	 * name is none
	 */
	public JdbcFencingGuard(DataSource dataSource, String tableName, @Nullable String platform) {
		this.jdbc = new JdbcTemplate(dataSource);
		FenceDialects database = FenceDialects.find(dataSource, platform);
		this.tableName = database.quote(tableName);
		this.dialect = database.create(this.tableName);
	}

	/**
	 * Check that the table is there and refuses what it must refuse: that is tried out,
	 * in a transaction that is rolled back.
	 * @throws DataAccessException if it cannot be read or written
	 * @throws IllegalStateException if it would not refuse a stale token, and why
	 */
	public void verifySchema() {
		this.jdbc.queryForList("SELECT resource_id, token FROM " + this.tableName + " WHERE 1 = 0");
		String probe = "probe-" + UUID.randomUUID();
		TransactionTemplate transaction = new TransactionTemplate(
				new DataSourceTransactionManager(Objects.requireNonNull(this.jdbc.getDataSource())));
		transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		transaction.executeWithoutResult((status) -> {
			status.setRollbackOnly();
			this.dialect.raise(this.jdbc, probe, 2);
			Assert.state(this.dialect.raise(this.jdbc, probe, 1) == 2,
					() -> this.tableName + " can have two rows for a resource: make resource_id its primary key");
			Assert.state(this.dialect.raise(this.jdbc, probe.toUpperCase(Locale.ROOT), 1) == 1, () -> this.tableName
					+ " takes different resources for the same: give resource_id a binary collation");
		});
		Assert.state(this.jdbc.queryForList("SELECT token FROM " + this.tableName + " WHERE resource_id = ?", probe)
			.isEmpty(), () -> this.tableName + " knows no rollback: use a storage engine with transactions");
	}

	@Override
	public void check(String resource, long fencingToken) {
		Assert.hasText(resource, "The resource must not be blank");
		Assert.isTrue(fencingToken > 0, "A fencing token is positive");
		requireTransaction(resource);
		long seen = this.dialect.raise(this.jdbc, LockId.of("", resource, null).value(), fencingToken);
		if (seen > fencingToken) {
			throw refuse(new StaleFencingTokenException(resource, fencingToken, seen));
		}
	}

	private void requireTransaction(String resource) {
		if (!TransactionSynchronizationManager.isActualTransactionActive()) {
			throw unguarded(resource, "there is no transaction");
		}
		if (TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
			throw unguarded(resource, "the transaction is read-only");
		}
		if (Boolean.TRUE.equals(this.jdbc.execute((ConnectionCallback<Boolean>) Connection::getAutoCommit))) {
			throw unguarded(resource, "the transaction is not one of the DataSource that the fence is in");
		}
	}

	private static IllegalStateException unguarded(String resource, String reason) {
		return new IllegalStateException("Resource '" + StringUtils.truncate(resource) + "' cannot be guarded: "
				+ reason + ". The check and the write that it guards must be one atomic step,"
				+ " in one read-write transaction of the same database");
	}

	/**
	 * What the transaction wrote before must not be committed either, even if somebody
	 * swallows the exception.
	 */
	private static StaleFencingTokenException refuse(StaleFencingTokenException refusal) {
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void beforeCommit(boolean readOnly) {
				throw refusal;
			}

		});
		return refusal;
	}

}
