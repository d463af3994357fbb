// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

import java.util.List;
import java.util.Locale;

/**
 * Where the demonstration can keep locks.
 */
enum Store {

	H2 {

		@Override
		String inSchema(String url, String schema) {
			return url + ";SCHEMA=" + schema;
		}

		@Override
		List<String> historyTrigger() {
			return List.of("""
					CREATE TRIGGER distributed_lock_history AFTER INSERT, UPDATE ON distributed_lock
					FOR EACH ROW CALL '%s'
					""".formatted(LockHistoryTrigger.class.getName()));
		}

	},

	POSTGRES {

		@Override
		String inSchema(String url, String schema) {
			return url + (url.contains("?") ? "&" : "?") + "currentSchema=" + schema;
		}

		@Override
		List<String> historyTrigger() {
			return List.of("""
					CREATE FUNCTION distributed_lock_history() RETURNS trigger LANGUAGE plpgsql AS $$
					BEGIN
						INSERT INTO distributed_lock_history (lock_id, token, owner, acquired_at, expires_at)
						VALUES (NEW.lock_id, NEW.token, NEW.owner, NEW.acquired_at, NEW.expires_at);
						RETURN NULL;
					END $$
					""", """
					CREATE TRIGGER distributed_lock_history AFTER INSERT OR UPDATE ON distributed_lock
					FOR EACH ROW EXECUTE FUNCTION distributed_lock_history()
					""");
		}

	},

	/**
	 * The database of the application is H2; {@link RedisLockHistory} does what a trigger
	 * does in the others.
	 */
	REDIS {

		@Override
		String inSchema(String url, String schema) {
			return H2.inSchema(url, schema);
		}

		@Override
		List<String> historyTrigger() {
			return List.of();
		}

	};

	/**
	 * Change a URL so that its connections work in a schema.
	 */
	abstract String inSchema(String url, String schema);

	/**
	 * Statements that make the database keep every version of every lock.
	 */
	abstract List<String> historyTrigger();

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
