// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.fencing;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * One statement, and once more if somebody else has inserted the resource between its
 * look and its insert.
 */
final class H2FenceDialect implements FenceDialect {

	private final String raise;

	H2FenceDialect(String table) {
		this.raise = """
				SELECT token FROM FINAL TABLE (
					MERGE INTO %s f USING DUAL ON f.resource_id = ?1
					WHEN MATCHED THEN UPDATE SET token = GREATEST(f.token, CAST(?2 AS BIGINT))
					WHEN NOT MATCHED THEN INSERT (resource_id, token) VALUES (?1, ?2))""".formatted(table);
	}

	@Override
	public long raise(JdbcOperations jdbc, String resourceId, long token) {
		try {
			return FenceDialect.queryForToken(jdbc, this.raise, resourceId, token);
		}
		catch (DuplicateKeyException ex) {
			return FenceDialect.queryForToken(jdbc, this.raise, resourceId, token);
		}
	}

}
