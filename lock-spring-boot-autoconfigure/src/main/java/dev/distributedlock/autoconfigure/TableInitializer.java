// SPDX-License-Identifier: Apache-2.0

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
