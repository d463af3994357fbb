package dev.distributedlock.store.jdbc;

import java.util.Arrays;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.jdbc.DatabaseDriver;

/**
 * The databases that keep the guarantees, and what they are called.
 *
 * @author The Distributed Lock authors
 */
enum LockDialects {

	POSTGRESQL(DatabaseDriver.POSTGRESQL) {

		@Override
		LockDialect create(String table) {
			return new PostgresLockDialect(table);
		}

	},

	H2(DatabaseDriver.H2) {

		@Override
		LockDialect create(String table) {
			return new H2LockDialect(table);
		}

	};

	private final DatabaseDriver driver;

	LockDialects(DatabaseDriver driver) {
		this.driver = driver;
	}

	abstract LockDialect create(String table);

	static LockDialects find(@Nullable String platform, LockConnections connections) {
		if (platform != null) {
			return find(platform,
					Arrays.stream(DatabaseDriver.values())
						.filter((driver) -> driver.getId().equals(platform))
						.findFirst()
						.orElse(DatabaseDriver.UNKNOWN));
		}
		String product = connections.execute("find out which database this is",
				(connection) -> connection.getMetaData().getDatabaseProductName());
		return find(product, DatabaseDriver.fromProductName(product));
	}

	private static LockDialects find(String product, DatabaseDriver driver) {
		return Arrays.stream(values())
			.filter((dialect) -> dialect.driver == driver)
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("Locks cannot be kept in " + product
					+ ". Databases that keep the guarantees of a lock: " + supported()));
	}

	private static String supported() {
		return Arrays.stream(values()).map((dialect) -> dialect.driver.getId()).collect(Collectors.joining(", "));
	}

}
