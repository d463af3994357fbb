// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.fencing;

import org.springframework.jdbc.core.JdbcOperations;

/**
 * One statement that never fails, as an error would abort the caller's transaction.
 */
final class PostgresFenceDialect implements FenceDialect {

	private final String raise;

	PostgresFenceDialect(String table) {
		this.raise = """
				INSERT INTO %s AS f (resource_id, token) VALUES (?, ?)
				ON CONFLICT (resource_id) DO UPDATE SET token = greatest(f.token, excluded.token)
				RETURNING f.token""".formatted(table);
	}

	@Override
	public long raise(JdbcOperations jdbc, String resourceId, long token) {
		return FenceDialect.queryForToken(jdbc, this.raise, resourceId, token);
	}

}
