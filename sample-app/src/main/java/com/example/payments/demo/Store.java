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

package com.example.payments.demo;

import java.util.List;
import java.util.Locale;

/**
 * Where the demonstration can keep locks.
 *
 * @author The Distributed Lock authors
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
