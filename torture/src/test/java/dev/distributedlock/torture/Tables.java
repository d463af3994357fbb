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

package dev.distributedlock.torture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.distributedlock.test.server.TestDatabase;
import dev.distributedlock.torture.history.EffectKind;
import dev.distributedlock.torture.history.Entry;
import dev.distributedlock.torture.history.Entry.Type;
import dev.distributedlock.torture.history.Recorder;
import dev.distributedlock.torture.history.TableRow;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/**
 * The tables of a run.
 *
 * @author The Distributed Lock authors
 */
final class Tables {

	private final TestDatabase database;

	private final JdbcTemplate jdbc;

	private final String url;

	private final boolean locks;

	private Tables(TestDatabase database, String url, boolean locks) {
		this.database = database;
		this.url = url;
		this.jdbc = new JdbcTemplate(new DriverManagerDataSource(url, database.user(), database.password()));
		this.locks = locks;
	}

	/**
	 * Create the tables.
	 * @param database an empty database
	 * @param locks whether the locks are in it too
	 */
	static Tables create(TestDatabase database, boolean locks) {
		return create(database, database.url(), locks);
	}

	/**
	 * Create the tables.
	 * @param database an empty database
	 * @param url where the database is, whatever happens
	 * @param locks whether the locks are in it too
	 */
	static Tables create(TestDatabase database, String url, boolean locks) {
		Tables tables = new Tables(database, url, locks);
		database.runScript("dev/distributedlock/fencing/schema-postgresql.sql")
			.runScript("dev/distributedlock/torture/registers.sql");
		if (locks) {
			database.runScript("dev/distributedlock/store/jdbc/schema-postgresql.sql");
			ResourceDatabasePopulator history = new ResourceDatabasePopulator(
					new ClassPathResource("dev/distributedlock/torture/lock-history.sql"));
			history.setSeparator("^^");
			history.execute(database.dataSource());
		}
		return tables;
	}

	String url() {
		return this.url;
	}

	TestDatabase database() {
		return this.database;
	}

	/**
	 * Copy what the tables say into the history.
	 */
	void record(Recorder recorder) {
		List<Entry> entries = new ArrayList<>(
				this.jdbc.query("SELECT * FROM effect ORDER BY seq", (rs, row) -> entry(Type.ACCEPTED,
						rs.getString("resource"), rs.getString("id"), rs.getLong("token"), rs.getString("kind"))));
		entries.addAll(totals("register", "writes", EffectKind.FENCED));
		entries.addAll(totals("balance", "amount", EffectKind.BALANCE));
		entries.addAll(totals("plain", "amount", EffectKind.PLAIN));
		if (this.locks) {
			entries.addAll(rows());
		}
		entries.forEach(recorder::write);
	}

	private List<Entry> totals(String table, String column, String kind) {
		return this.jdbc.query("SELECT id, " + column + " AS total FROM " + table,
				(rs, row) -> entry(Type.TOTAL, rs.getString("id"), "", rs.getLong("total"), kind));
	}

	private static Entry entry(Type type, String key, String id, long token, String detail) {
		return new Entry(type, "", key, id, token, 0, 0, 0, detail);
	}

	private List<Entry> rows() {
		return this.jdbc.query("SELECT * FROM lock_history WHERE lock_id LIKE 't:%' ORDER BY seq", (rs, row) -> {
			String owner = rs.getString("owner");
			return new Entry(Type.ROW, (owner != null) ? owner.replaceFirst("@.*", "") : "", rs.getString("lock_id"),
					rs.getString("acquisition_id"), rs.getLong("token"), rs.getLong("acquired_at"),
					rs.getLong("expires_at"), rs.getLong("written_at"),
					rs.getBoolean("gone") ? TableRow.GONE : (owner != null) ? TableRow.HELD : TableRow.FREE);
		});
	}

	/**
	 * Return the properties of an application that uses them.
	 * @param url where the database is for the application
	 */
	List<String> properties(String url, Duration lease) {
		return List.of("--spring.datasource.url=" + url, "--spring.datasource.username=" + this.database.user(),
				"--torture.registers=" + this.url, "--spring.datasource.hikari.maximum-pool-size=4",
				"--spring.datasource.hikari.minimum-idle=1", "--spring.datasource.hikari.connection-timeout=2000",
				"--distributed-lock.lease-time=" + lease.toMillis() + "ms",
				"--torture.lease-millis=" + lease.toMillis(), "--distributed-lock.key-prefix=t",
				"--spring.main.banner-mode=off");
	}

}
