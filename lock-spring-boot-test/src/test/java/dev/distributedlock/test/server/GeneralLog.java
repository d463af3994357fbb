// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.util.List;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Reads the general log of MariaDB and MySQL, into which the server writes what arrives,
 * before it does it. It has no database, but a user.
 */
final class GeneralLog implements StatementLog {

	private final String user;

	private final TestDatabase maintenance;

	GeneralLog(String user, TestDatabase maintenance) {
		this.user = user;
		this.maintenance = maintenance;
	}

	/**
	 * The log is one for the whole server and has no key, hence one at a time.
	 */
	@Override
	public List<String> during(Runnable task) {
		synchronized (GeneralLog.class) {
			this.maintenance.execute("TRUNCATE TABLE mysql.general_log");
			this.maintenance.execute("SET GLOBAL general_log = ON");
			try {
				task.run();
			}
			finally {
				this.maintenance.execute("SET GLOBAL general_log = OFF");
			}
			return new JdbcTemplate(this.maintenance.dataSource()).queryForList(
					"SELECT CONVERT(argument USING utf8mb4) FROM mysql.general_log"
							+ " WHERE command_type IN ('Query', 'Execute') AND user_host LIKE ?",
					String.class, "%[" + this.user + "] @ %");
		}
	}

}
