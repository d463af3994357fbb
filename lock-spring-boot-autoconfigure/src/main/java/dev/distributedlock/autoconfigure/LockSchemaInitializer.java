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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.DatabaseMetaData;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import dev.distributedlock.store.jdbc.JdbcLockStoreOptions;

import org.springframework.boot.jdbc.init.PropertiesBasedDataSourceScriptDatabaseInitializer;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;

/**
 * Creates the lock table.
 *
 * @author The Distributed Lock authors
 */
class LockSchemaInitializer extends PropertiesBasedDataSourceScriptDatabaseInitializer<DistributedLockJdbcProperties> {

	private final DataSource dataSource;

	private final String tableName;

	LockSchemaInitializer(DataSource dataSource, DistributedLockJdbcProperties properties) {
		super(dataSource, properties);
		this.dataSource = dataSource;
		this.tableName = properties.getTableName();
	}

	/**
	 * Runs the scripts again if they fail: replicas that start together create the table
	 * at the same time, which {@code IF NOT EXISTS} does not sort out on every database.
	 */
	@Override
	protected void runScripts(Scripts scripts) {
		Scripts adapted = adapt(scripts);
		try {
			super.runScripts(adapted);
		}
		catch (RuntimeException first) {
			try {
				super.runScripts(adapted);
			}
			catch (RuntimeException second) {
				second.addSuppressed(first);
				throw second;
			}
		}
	}

	private Scripts adapt(Scripts scripts) {
		String table = quote(this.tableName, this.dataSource);
		List<Resource> resources = new ArrayList<>();
		scripts.forEach(
				(script) -> resources.add(new ByteArrayResource(read(script, table).getBytes(StandardCharsets.UTF_8))));
		return new Scripts(resources).continueOnError(scripts.isContinueOnError())
			.separator(scripts.getSeparator())
			.encoding(StandardCharsets.UTF_8);
	}

	/**
	 * Put the name of a table into the form in which it goes into the database's SQL.
	 */
	static String quote(String tableName, DataSource dataSource) {
		try {
			return JdbcLockStoreOptions.quoteTableName(tableName,
					JdbcUtils.extractDatabaseMetaData(dataSource, DatabaseMetaData::getIdentifierQuoteString));
		}
		catch (MetaDataAccessException ex) {
			throw new IllegalStateException("Failed to find out how the database quotes the name of a table", ex);
		}
	}

	/**
	 * Read a script and put the name of the table in.
	 */
	static String read(Resource script, String table) {
		try {
			return script.getContentAsString(StandardCharsets.UTF_8)
				.replace(JdbcLockStoreOptions.STANDARD_TABLE_NAME, table);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
