// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.fencing;

import java.sql.DatabaseMetaData;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.store.jdbc.JdbcLockStoreOptions;

import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;
import org.springframework.util.StringUtils;

/**
 * The databases that fences can be kept in.
 */
enum FenceDialects {

	POSTGRESQL(PostgresFenceDialect::new, "\"", DatabaseDriver.POSTGRESQL),

	H2(H2FenceDialect::new, "\"", DatabaseDriver.H2),

	MYSQL(MySqlFenceDialect::new, "`", DatabaseDriver.MYSQL, DatabaseDriver.MARIADB);

	private final Function<String, FenceDialect> factory;

	private final String identifierQuote;

	private final List<DatabaseDriver> drivers;

	FenceDialects(Function<String, FenceDialect> factory, String identifierQuote, DatabaseDriver... drivers) {
		this.factory = factory;
		this.identifierQuote = identifierQuote;
		this.drivers = List.of(drivers);
	}

	static FenceDialects find(DataSource dataSource, @Nullable String platform) {
		if (StringUtils.hasText(platform)) {
			return find(platform, (driver) -> driver.getId().equals(platform));
		}
		String product = productName(dataSource);
		return find(product, DatabaseDriver.fromProductName(product)::equals);
	}

	private static FenceDialects find(String product, Predicate<DatabaseDriver> database) {
		return Arrays.stream(values())
			.filter((dialect) -> dialect.drivers.stream().anyMatch(database))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("Fences cannot be kept in " + product + ", but in "
					+ supported() + ". Elsewhere, keep the token in the row that it guards"));
	}

	/**
	 * Put the name of a table into the form in which it goes into SQL.
	 */
	String quote(String tableName) {
		return JdbcLockStoreOptions.quoteTableName(tableName, this.identifierQuote);
	}

	FenceDialect create(String table) {
		return this.factory.apply(table);
	}

	private static String productName(DataSource dataSource) {
		try {
			return JdbcUtils.extractDatabaseMetaData(dataSource, DatabaseMetaData::getDatabaseProductName);
		}
		catch (MetaDataAccessException ex) {
			throw new DataAccessResourceFailureException("Cannot find out which database fences are kept in", ex);
		}
	}

	private static String supported() {
		return Arrays.stream(values())
			.flatMap((dialect) -> dialect.drivers.stream())
			.map(DatabaseDriver::getId)
			.collect(Collectors.joining(", "));
	}

}
