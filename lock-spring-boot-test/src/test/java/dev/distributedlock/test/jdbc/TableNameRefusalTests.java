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

package dev.distributedlock.test.jdbc;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.distributedlock.store.jdbc.JdbcLockStoreOptions;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests that nothing gets into SQL as the name of a table that is none.
 *
 * @author The Distributed Lock authors
 */
class TableNameRefusalTests {

	@ParameterizedTest
	@ValueSource(strings = { "locks; DROP TABLE locks", "locks--", "\"locks\"\" (x\"", "locks locks", "a.b.c",
			"`locks`", "locks/*", "locks'", "\"lo\\cks\"", "locks)", "\"--\"", "\"lo`cks\"", "locks#", "\"locks\n\"",
			"locks\0", "\"\"", ".locks", ".", "", " " })
	void whatIsNoNameIsRefused(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> JdbcLockStoreOptions.checkTableName(name))
			.withMessageStartingWith("'" + name + "' is not a table name: use letters");
	}

}
