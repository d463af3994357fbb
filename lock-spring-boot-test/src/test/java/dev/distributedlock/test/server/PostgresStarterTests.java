// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import org.springframework.test.context.TestPropertySource;

/**
 * Tests of the starter with PostgreSQL.
 */
@TestPropertySource(properties = "test.database=POSTGRESQL")
class PostgresStarterTests extends DatabaseStarterTests {

}
