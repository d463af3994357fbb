// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import javax.sql.DataSource;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import dev.distributedlock.LockStoreException;
import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.WaitTime;

/**
 * Tries out whether transactions of a data source are in the database of the locks: holds
 * a lock with a random id, and has such a transaction look for it.
 */
final class DatabaseProbe {

	private static final Log logger = LogFactory.getLog(DatabaseProbe.class);

	private static final Duration PROBE_TIME = Duration.ofMinutes(1);

	private final LockStore store;

	private final LockConnections connections;

	private final LockDialect dialect;

	DatabaseProbe(LockStore store, LockConnections connections, LockDialect dialect) {
		this.store = store;
		this.connections = connections;
		this.dialect = dialect;
	}

	boolean isFoundFrom(DataSource dataSource) {
		UUID id = UUID.randomUUID();
		Acquisition probe = new Acquisition(id, List.of(LockId.of("", "same-database", id.toString())),
				"same-database");
		if (!(this.store.acquire(probe, PROBE_TIME, WaitTime.NONE) instanceof AcquireResult.Granted)) {
			throw new LockStoreException("No probe could be left in the lock table", null);
		}
		try {
			return isFoundFrom(dataSource, probe);
		}
		finally {
			forget(probe);
		}
	}

	private boolean isFoundFrom(DataSource dataSource, Acquisition probe) {
		try (Connection connection = LockConnections.outsideOfTransactions(dataSource).getConnection()) {
			boolean autoCommit = connection.getAutoCommit();
			connection.setAutoCommit(false);
			try {
				return this.dialect.guard(this.connections.statements(connection), probe, PROBE_TIME).locks() == 1;
			}
			finally {
				connection.rollback();
				connection.setAutoCommit(autoCommit);
			}
		}
		catch (SQLException ex) {
			throw this.connections.failure("find a probe", ex);
		}
	}

	/**
	 * What remains is removed with other unused locks.
	 */
	private void forget(Acquisition probe) {
		try {
			this.connections.execute("remove a probe", (statements) -> this.dialect.forget(statements, probe));
		}
		catch (LockStoreException ex) {
			logger.debug("A probe remains in the lock table", ex);
		}
	}

}
