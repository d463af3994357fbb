// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.jdbc.init.DatabaseInitializationProperties;
import org.springframework.core.io.ResourceLoader;
import org.springframework.jdbc.BadSqlGrammarException;

/**
 * Explains why a table cannot be used or created when the application starts.
 *
 * @param table the table
 * @param content what is kept in it, in the plural
 * @param properties the prefix of the properties of the table
 */
record TableFailures(TableScripts table, String content, String properties) {

	/**
	 * Of PostgreSQL, which is of the standard. The others have codes of their own.
	 */
	private static final String RIGHT_IS_MISSING_STATE = "42501";

	/**
	 * Of MySQL and MariaDB for a database, a table and a column, and of H2.
	 */
	private static final Set<Integer> RIGHT_IS_MISSING_CODES = Set.of(1044, 1142, 1143, 90040, 90096);

	/**
	 * Return the failure of a statement if the user of the database had no right to
	 * execute it.
	 */
	static Optional<SQLException> missingRight(@Nullable Throwable failure) {
		return Stream.iterate(failure, (cause) -> cause != null, Throwable::getCause)
			.filter(SQLException.class::isInstance)
			.map(SQLException.class::cast)
			.filter(TableFailures::isRightMissing)
			.findFirst();
	}

	private static boolean isRightMissing(SQLException failure) {
		return RIGHT_IS_MISSING_STATE.equals(failure.getSQLState())
				|| RIGHT_IS_MISSING_CODES.contains(failure.getErrorCode());
	}

	/**
	 * Explain why the table cannot be used.
	 * @param failure of a statement that looked at the table
	 * @return the explanation, or empty if the failure has another reason
	 */
	Optional<LockSetupException> explain(@Nullable Throwable failure, DatabaseInitializationProperties properties,
			ResourceLoader resourceLoader) {
		Optional<LockSetupException> noRight = missingRight(failure).map(this::noRightToUse);
		return (noRight.isEmpty() && failure instanceof BadSqlGrammarException grammar)
				? Optional.of(noTable(grammar.getSQLException(), this.table.statements(properties, resourceLoader)))
				: noRight;
	}

	private LockSetupException noTable(SQLException reason, String statements) {
		return new LockSetupException(name() + " does not exist, or lacks a column: " + reason.getMessage(),
				"Set " + this.properties + ".initialize-schema=always to have it created at start-up,"
						+ " or create it yourself:\n\n" + statements,
				reason);
	}

	private LockSetupException noRightToUse(SQLException reason) {
		return new LockSetupException(
				name() + " cannot be used: the user of the DataSource has no right to it. " + reason.getMessage(),
				"Grant the right to the user of the DataSource:\n\n    GRANT SELECT, INSERT, UPDATE, DELETE ON "
						+ this.table.quotedName() + " TO …;",
				reason);
	}

	LockSetupException noRightToCreate(SQLException reason, String statements) {
		return new LockSetupException(
				name() + " cannot be created: the user of the DataSource has no right to do so. " + reason.getMessage(),
				"Set " + this.properties
						+ ".initialize-schema=never. If the table does not exist, have a user create it"
						+ " who may, and grant SELECT, INSERT, UPDATE and DELETE on it to the user of the DataSource:\n\n"
						+ statements,
				reason);
	}

	private String name() {
		return "The table '" + this.table.tableName() + "' that " + this.content + " are kept in";
	}

}
