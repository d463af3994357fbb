// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.DatabaseMetaData;
import java.util.List;
import java.util.stream.Collectors;

import javax.sql.DataSource;

import dev.distributedlock.store.jdbc.JdbcLockStoreOptions;

import org.springframework.boot.jdbc.init.DatabaseInitializationProperties;
import org.springframework.boot.jdbc.init.PlatformPlaceholderDatabaseDriverResolver;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;
import org.springframework.util.StringUtils;

/**
 * Scripts that create a table, by the name that the application has for it.
 *
 * @param dataSource leads to the database of the table
 * @param standardName the name in the scripts
 * @param tableName the name for the application
 */
record TableScripts(DataSource dataSource, String standardName, String tableName) {

	/**
	 * Put the name of the table into a script.
	 */
	Resource adapt(Resource script) {
		return new ByteArrayResource(text(script).getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Return a script with the name of the table.
	 */
	String text(Resource script) {
		return read(script, quotedName());
	}

	/**
	 * Return all statements that the properties lead to, for people.
	 */
	String statements(DatabaseInitializationProperties properties, ResourceLoader resourceLoader) {
		PlatformPlaceholderDatabaseDriverResolver resolver = new PlatformPlaceholderDatabaseDriverResolver();
		String platform = properties.getPlatform();
		List<String> locations = StringUtils.hasText(platform) ? resolver.resolveAll(platform, properties.getSchema())
				: resolver.resolveAll(this.dataSource, properties.getSchema());
		String table = quotedName();
		return locations.stream()
			.map(resourceLoader::getResource)
			.map((script) -> read(script, table))
			.collect(Collectors.joining("\n"));
	}

	/**
	 * Return the name of the table as it goes into the database's SQL.
	 */
	String quotedName() {
		try {
			return JdbcLockStoreOptions.quoteTableName(this.tableName,
					JdbcUtils.extractDatabaseMetaData(this.dataSource, DatabaseMetaData::getIdentifierQuoteString));
		}
		catch (MetaDataAccessException ex) {
			throw new IllegalStateException("Failed to find out how the database quotes the name of a table", ex);
		}
	}

	private String read(Resource script, String table) {
		try {
			return script.getContentAsString(StandardCharsets.UTF_8).replace(this.standardName, table);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
