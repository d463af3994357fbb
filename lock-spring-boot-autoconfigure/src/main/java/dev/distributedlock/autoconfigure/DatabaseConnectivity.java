// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.stream.Stream;

import javax.sql.DataSource;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;
import org.springframework.util.StringUtils;

/**
 * Connects to a database before something relies on it, so that a database which cannot
 * be reached is reported as that.
 */
final class DatabaseConnectivity {

	private DatabaseConnectivity() {
	}

	/**
	 * Verify that a connection can be had. Asks it for something, because a proxy may
	 * hand out a connection that does not connect until then.
	 * @param content what is kept in the database, in the plural
	 * @throws LockSetupException if there is no connection
	 */
	static void verify(DataSource dataSource, String content) {
		try {
			JdbcUtils.extractDatabaseMetaData(dataSource, DatabaseMetaData::getDatabaseProductName);
		}
		catch (MetaDataAccessException | RuntimeException ex) {
			throw new LockSetupException(StringUtils.capitalize(content)
					+ " are kept in the SQL database of the DataSource, which cannot be reached: " + describe(ex),
					"Check that the database is running, and the URL, the user and the password of the DataSource"
							+ " (spring.datasource.*, unless you declare it yourself). The application cannot start"
							+ " without this database.",
					ex);
		}
	}

	/**
	 * What the driver says, and not what a pool says of it. The driver may quote the URL,
	 * and so a password: then only its kind.
	 */
	static String describe(Throwable failure) {
		Throwable driver = Stream.iterate(failure, (cause) -> cause != null, Throwable::getCause)
			.filter(SQLException.class::isInstance)
			.reduce((outer, inner) -> inner)
			.orElseGet(() -> NestedExceptionUtils.getMostSpecificCause(failure));
		String text = String.valueOf(driver.getMessage()).lines().findFirst().orElse("");
		String root = String.valueOf(NestedExceptionUtils.getMostSpecificCause(failure).getMessage());
		String full = text.contains(root) ? text : text + ": " + root;
		return full.toLowerCase().contains("jdbc:")
				? driver.getClass().getName() + " (its message quotes the URL, and is not shown)" : full;
	}

}
