// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.worker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.Credentials;

/**
 * Does to a worker what the run tells it to, until that closes the connection.
 */
class Commands {

	/**
	 * Have a hot lock for a while.
	 */
	static final String HOLD = "hold";

	/**
	 * Interrupt threads at random for some time.
	 */
	static final String INTERRUPT = "interrupt";

	/**
	 * Use all connections of the application for some time.
	 */
	static final String POOL = "pool";

	/**
	 * Stand still before commits for some time.
	 */
	static final String FREEZE = "freeze";

	/**
	 * Collect garbage for some time.
	 */
	static final String GARBAGE = "garbage";

	/**
	 * Connect with other credentials from now on.
	 */
	static final String CREDENTIALS = "credentials";

	private final Workload workload;

	private final HikariDataSource pool;

	private final PausingTransactionManager transactions;

	private final Random random;

	Commands(WorkerSettings settings, Workload workload, HikariDataSource pool,
			PausingTransactionManager transactions) {
		this.workload = workload;
		this.pool = pool;
		this.transactions = transactions;
		this.random = new Random(settings.seed());
	}

	/**
	 * Execute commands until there are no more.
	 */
	void run() {
		BufferedReader reader = new BufferedReader(new InputStreamReader(System.in));
		try {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				execute(line.split(" "));
			}
		}
		catch (IOException ex) {
			// Whoever commands is gone.
		}
	}

	private void execute(String[] words) {
		switch (words[0]) {
			case HOLD -> this.workload.hold();
			case INTERRUPT -> interrupt(millis(words));
			case POOL -> usePool(millis(words));
			case FREEZE -> this.transactions.freeze(millis(words));
			case GARBAGE -> Garbage.collect(millis(words));
			case CREDENTIALS -> changeCredentials(words[1], words[2]);
			default -> throw new IllegalArgumentException(words[0]);
		}
	}

	private static Duration millis(String[] words) {
		return Duration.ofMillis(Long.parseLong(words[1]));
	}

	/**
	 * As applications do whose pool is told of new credentials, in one of two ways.
	 */
	private void changeCredentials(String user, String password) {
		if (this.random.nextBoolean()) {
			this.pool.setCredentials(Credentials.of(user, password));
		}
		else {
			this.pool.setUsername(user);
			this.pool.setPassword(password);
		}
		this.pool.getHikariPoolMXBean().softEvictConnections();
	}

	private void interrupt(Duration duration) {
		long end = System.nanoTime() + duration.toNanos();
		while (System.nanoTime() < end) {
			this.workload.interrupt(this.random);
			sleep(5);
		}
	}

	private void usePool(Duration duration) {
		List<Connection> connections = new ArrayList<>();
		try {
			for (int i = 0; i < this.pool.getMaximumPoolSize(); i++) {
				connections.add(this.pool.getConnection());
			}
			sleep(duration.toMillis());
		}
		catch (SQLException ex) {
			sleep(duration.toMillis());
		}
		finally {
			connections.forEach(Commands::close);
		}
	}

	private static void close(Connection connection) {
		try {
			connection.close();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void sleep(long millis) {
		try {
			Thread.sleep(millis);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
