// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import org.h2.api.DatabaseEventListener;

/**
 * Lets H2 tell when it begins a statement.
 */
final class H2StatementLog implements StatementLog {

	private final TestDatabase database;

	H2StatementLog(TestDatabase database) {
		this.database = database;
	}

	@Override
	public List<String> during(Runnable task) {
		String id = this.database.name();
		this.database.execute("SET DATABASE_EVENT_LISTENER '%s'".formatted(Listener.class.getName()));
		List<String> statements = Listener.STATEMENTS.get("jdbc:h2:mem:" + id);
		statements.clear();
		task.run();
		List<String> result = List.copyOf(statements);
		this.database.execute("SET DATABASE_EVENT_LISTENER ''");
		return result;
	}

	/**
	 * Created by H2.
	 */
	public static final class Listener implements DatabaseEventListener {

		private static final Map<String, List<String>> STATEMENTS = new ConcurrentHashMap<>();

		private List<String> statements = List.of();

		/**
		 * Create a new listener.
		 */
		public Listener() {
		}

		@Override
		public void init(String url) {
			this.statements = STATEMENTS.computeIfAbsent(url, (key) -> new CopyOnWriteArrayList<>());
		}

		@Override
		public void setProgress(int state, String name, long x, long max) {
			if (state == STATE_STATEMENT_START) {
				this.statements.add(name);
			}
		}

	}

}
