// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.util.Optional;

import javax.sql.DataSource;

import dev.distributedlock.LockStoreException;
import dev.distributedlock.store.jdbc.JdbcLockStore;

import org.springframework.core.io.ResourceLoader;

/**
 * Looks whether the lock table is there and as it must be, and prints the statement that
 * creates it if not.
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
