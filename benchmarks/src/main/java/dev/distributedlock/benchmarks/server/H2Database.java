// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.server;

import java.util.UUID;

import org.h2.engine.Constants;

/**
 * H2, in the memory of this process.
 */
public final class H2Database implements Database {

	private final String url = "jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1".formatted(UUID.randomUUID());

	public H2Database() {
		createTables();
	}

	@Override
	public String url() {
		return this.url;
	}

	@Override
	public String username() {
		return "sa";
	}

	@Override
	public String version() {
		return "H2 " + Constants.VERSION;
	}

	@Override
	public String floorUpsert() {
		return "MERGE INTO floor KEY (lock_key) VALUES (?, ?, DATEADD(SECOND, 30, CURRENT_TIMESTAMP))";
	}

	/**
	 * The database goes with the process.
	 */
	@Override
	public void close() {
	}

}
