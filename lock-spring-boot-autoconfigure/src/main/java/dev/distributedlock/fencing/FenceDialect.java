// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.fencing;

import org.springframework.dao.support.DataAccessUtils;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * How a database raises the token of a resource in one statement that no other
 * transaction can come in between.
 */
interface FenceDialect {

	/**
	 * Raise the token of a resource, or leave it as it is if it is larger.
	 * @param jdbc takes part in the caller's transaction
	 * @param resourceId the resource
	 * @param token the token to raise it to
	 * @return the largest token seen, which is then the given one if it may pass
	 */
	long raise(JdbcOperations jdbc, String resourceId, long token);

	static long queryForToken(JdbcOperations jdbc, String sql, Object... arguments) {
		return DataAccessUtils.requiredSingleResult(jdbc.query(sql, (rs, row) -> rs.getLong("token"), arguments));
	}

}
