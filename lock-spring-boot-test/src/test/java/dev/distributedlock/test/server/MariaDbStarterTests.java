// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import org.springframework.test.context.TestPropertySource;

/**
 * Tests of the starter with MariaDB.
 */
@TestPropertySource(properties = "test.database=MARIADB")
class MariaDbStarterTests extends DatabaseStarterTests {

}
