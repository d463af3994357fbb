// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

import org.h2.tools.TriggerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Keeps every version of every lock: runs inside the H2 server, as part of the statement
 * that changes the lock.
 */
public class LockHistoryTrigger extends TriggerAdapter {

	@Override
	public void fire(Connection connection, @Nullable ResultSet oldRow, @Nullable ResultSet newRow)
			throws SQLException {
		if (newRow == null) {
			return;
		}
		try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + this.schemaName
				+ ".distributed_lock_history (lock_id, token, owner, acquired_at, expires_at) VALUES (?, ?, ?, ?, ?)")) {
			insert.setString(1, newRow.getString("lock_id"));
			insert.setLong(2, newRow.getLong("token"));
			insert.setString(3, newRow.getString("owner"));
			insert.setLong(4, newRow.getLong("acquired_at"));
			insert.setLong(5, newRow.getLong("expires_at"));
			insert.executeUpdate();
		}
	}

}
