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

package dev.distributedlock.autoconfigure;

import java.util.Optional;

import javax.sql.DataSource;

import dev.distributedlock.LockStoreException;
import dev.distributedlock.store.jdbc.JdbcLockStore;

import org.springframework.core.io.ResourceLoader;

/**
 * Looks whether the lock table is there and as it must be, and prints the statement that
 * creates it if not.
 *
 * @author The Distributed Lock authors
 */
final class LockSchemaCheck {

	private final ResourceLoader resourceLoader;

	private final DistributedLockJdbcProperties properties;

	private final DataSource dataSource;

	LockSchemaCheck(ResourceLoader resourceLoader, DistributedLockJdbcProperties properties, DataSource dataSource) {
		this.resourceLoader = resourceLoader;
		this.properties = properties;
		this.dataSource = dataSource;
	}

	void verify(JdbcLockStore store) {
		try {
			store.verifySchema();
		}
		catch (IllegalStateException ex) {
			throw new LockSetupException("Distributed locks would not be safe. " + ex.getMessage(),
					"Change the database as described, or keep locks in another one: declare a DataSource and mark it"
							+ " with @DistributedLockDataSource.",
					ex);
		}
		catch (LockStoreException ex) {
			throw explain(ex);
		}
	}

	private RuntimeException explain(LockStoreException failure) {
		TableFailures failures = LockSchemaInitializer.failures(this.dataSource, this.properties);
		Optional<? extends RuntimeException> explained = failures.explain(failure.getCause(), this.properties,
				this.resourceLoader);
		return explained.isPresent() ? explained.get() : failure;
	}

}
