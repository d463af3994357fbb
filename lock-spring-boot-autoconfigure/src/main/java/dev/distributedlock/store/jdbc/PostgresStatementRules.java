// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.jdbc;

import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgStatement;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLWarning;
import org.postgresql.util.ServerErrorMessage;

import org.springframework.util.ClassUtils;

/**
 * The rules of PostgreSQL, with or without its own driver.
 * <p>
 * A statement whose commit waits for a synchronous standby cannot be cancelled any more:
 * a time-out ends the wait, and the statement succeeds with a warning. The standby may
 * not have what it wrote, so a failover may undo it.
 */
final class PostgresStatementRules implements StatementRules {

	private static final boolean DRIVER_PRESENT = ClassUtils.isPresent("org.postgresql.jdbc.PgStatement",
			PostgresStatementRules.class.getClassLoader());

	private static final String WARNING = "01000";

	/**
	 * Transaction resolution unknown.
	 */
	private static final String UNKNOWN = "08007";

	/**
	 * The function of the server that waits for standbys.
	 */
	private static final String WAIT_FOR_STANDBY = "SyncRepWaitForLSN";

	@Override
	public void limit(Statement statement, Duration timeout) throws SQLException {
		if (DRIVER_PRESENT && statement.isWrapperFor(PgStatement.class)) {
			statement.unwrap(PgStatement.class).setQueryTimeoutMs(timeout.toMillis());
		}
		else {
			STANDARD.limit(statement, timeout);
		}
	}

	@Override
	public void checkOutcome(Statement statement) throws SQLException {
		for (SQLWarning warning = statement.getWarnings(); warning != null; warning = warning.getNextWarning()) {
			if (WARNING.equals(warning.getSQLState()) && isOfWaitForStandby(warning)) {
				throw new SQLException("PostgreSQL did not wait until its synchronous standby had the commit,"
						+ " which a failover may therefore undo", UNKNOWN, warning);
			}
		}
	}

	/**
	 * Other warnings may be of a trigger, or of a queue of notifications that is half
	 * full. Where the driver does not tell, a warning without a context counts as one.
	 */
	private static boolean isOfWaitForStandby(SQLWarning warning) {
		ServerErrorMessage message = DRIVER_PRESENT ? message(warning) : null;
		String routine = (message != null) ? message.getRoutine() : null;
		return (routine != null) ? routine.equals(WAIT_FOR_STANDBY) : context(warning).isEmpty();
	}

	/**
	 * Where in a statement something happened: a trigger that warned, or a row that was
	 * locked, for example.
	 * @return the context; empty if it was at the commit, or the driver does not tell
	 */
	static String context(SQLException ex) {
		ServerErrorMessage message = DRIVER_PRESENT ? message(ex) : null;
		String context = (message != null) ? message.getWhere() : null;
		return (context != null) ? context : "";
	}

	private static @Nullable ServerErrorMessage message(SQLException ex) {
		return (ex instanceof PSQLException error) ? error.getServerErrorMessage()
				: (ex instanceof PSQLWarning warning) ? warning.getServerErrorMessage() : null;
	}

}
