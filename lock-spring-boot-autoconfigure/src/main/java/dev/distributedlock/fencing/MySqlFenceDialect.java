// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.fencing;

import java.sql.SQLException;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * One statement that refuses by an error, a sum that is out of range in every SQL mode:
 * MySQL cannot return a row from it, and how many rows it reports depends on the settings
 * of the driver. The error leaves the transaction and its locks as they are. The same for
 * MariaDB, whose servers MySQL's driver takes for MySQL.
 */
final class MySqlFenceDialect implements FenceDialect {

	private static final int OUT_OF_RANGE = 1690;

	private final String raise;

	/**
	 * Sees what was committed after the transaction's snapshot, too.
	 */
	private final String seen;

	MySqlFenceDialect(String table) {
		this.raise = """
				INSERT INTO %s (resource_id, token) VALUES (?, ?)
				ON DUPLICATE KEY UPDATE token = IF(? >= token, ?, %d + token)""".formatted(table, Long.MAX_VALUE);
		this.seen = "SELECT token FROM %s WHERE resource_id = ? FOR UPDATE".formatted(table);
	}

	@Override
	public long raise(JdbcOperations jdbc, String resourceId, long token) {
		try {
			jdbc.update(this.raise, resourceId, token, token, token);
			return token;
		}
		catch (DataAccessException ex) {
			if (ex.getMostSpecificCause() instanceof SQLException cause && cause.getErrorCode() == OUT_OF_RANGE) {
				return FenceDialect.queryForToken(jdbc, this.seen, resourceId);
			}
			throw ex;
		}
	}

}
