// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import org.junit.jupiter.api.BeforeAll;

import org.springframework.test.context.TestPropertySource;

/**
 * Tests of the starter with MySQL.
 */
@TestPropertySource(properties = "test.database=MYSQL")
class MySqlStarterTests extends DatabaseStarterTests {

	@BeforeAll
	static void assumeAvailable() {
		DatabaseProduct.MYSQL.assumeAvailable();
	}

}
