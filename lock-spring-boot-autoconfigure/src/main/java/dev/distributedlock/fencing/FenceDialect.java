/*
 * Copyright 2026 the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package dev.distributedlock.fencing;

import org.springframework.dao.support.DataAccessUtils;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * How a database raises the token of a resource in one statement that no other
 * transaction can come in between.
 *
 * @author The Distributed Lock authors
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
