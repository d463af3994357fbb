// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.util.Optional;

import javax.sql.DataSource;

import dev.distributedlock.fencing.JdbcFencingGuard;

import org.springframework.core.io.ResourceLoader;
import org.springframework.dao.DataAccessException;

/**
 * Looks whether the table of the fences is there, and prints the statement that creates
 * it if not.
 */
final class FenceSchemaCheck {

	private final ResourceLoader resourceLoader;

	private final DistributedLockFencingProperties properties;

	private final DataSource dataSource;

	FenceSchemaCheck(ResourceLoader resourceLoader, DistributedLockFencingProperties properties,
			DataSource dataSource) {
		this.resourceLoader = resourceLoader;
		this.properties = properties;
		this.dataSource = dataSource;
	}

	void verify(JdbcFencingGuard guard) {
		try {
			guard.verifySchema();
		}
		catch (IllegalStateException ex) {
			throw new LockSetupException("Resources would not be safe behind fences: " + ex.getMessage(),
					"Change the table as described.", ex);
		}
		catch (DataAccessException ex) {
			throw explain(ex);
		}
	}

	private RuntimeException explain(DataAccessException failure) {
		TableFailures failures = FenceSchemaInitializer.failures(this.dataSource, this.properties);
		Optional<? extends RuntimeException> explained = failures.explain(failure, this.properties,
				this.resourceLoader);
		return explained.isPresent() ? explained.get() : failure;
	}

}
