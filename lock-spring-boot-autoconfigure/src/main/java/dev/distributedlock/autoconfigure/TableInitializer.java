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

import java.sql.SQLException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import javax.sql.DataSource;

import org.springframework.boot.jdbc.init.DatabaseInitializationProperties;
import org.springframework.boot.jdbc.init.PropertiesBasedDataSourceScriptDatabaseInitializer;
import org.springframework.core.io.Resource;

/**
 * Creates a table by scripts.
 *
 * @param <T> the type of the properties
 * @author The Distributed Lock authors
 */
class TableInitializer<T extends DatabaseInitializationProperties>
		extends PropertiesBasedDataSourceScriptDatabaseInitializer<T> {

	private final TableFailures failures;

	TableInitializer(TableFailures failures, T properties) {
		super(connected(failures), properties);
		this.failures = failures;
	}

	private static DataSource connected(TableFailures failures) {
		DataSource dataSource = failures.table().dataSource();
		DatabaseConnectivity.verify(dataSource, failures.content());
		return dataSource;
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
				Optional<SQLException> missingRight = TableFailures.missingRight(second);
				throw missingRight.isPresent() ? this.failures.noRightToCreate(missingRight.get(), text(scripts))
						: second;
			}
		}
	}

	private String text(Scripts scripts) {
		List<String> texts = new ArrayList<>();
		scripts.forEach((script) -> texts.add(this.failures.table().text(script)));
		return String.join("\n", texts);
	}

	private Scripts adapt(Scripts scripts) {
		List<Resource> resources = new ArrayList<>();
		scripts.forEach((script) -> resources.add(this.failures.table().adapt(script)));
		return new Scripts(resources).continueOnError(scripts.isContinueOnError())
			.separator(scripts.getSeparator())
			.encoding(StandardCharsets.UTF_8);
	}

}
