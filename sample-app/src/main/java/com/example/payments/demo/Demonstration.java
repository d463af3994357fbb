// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/**
 * Lets replicas of the application run, does them harm, and judges by the database's
 * records whether every tick of their jobs ran once.
 */
public final class Demonstration {

	private static final Path TARGET = Path.of("target");

	private static final Path PROOF = TARGET.resolve("proof.json");

	private static final Duration DATABASE_PATIENCE = Duration.ofSeconds(60);

	private static final Duration CONTROL_DURATION = Duration.ofSeconds(10);

	private static final int BAD_OPTIONS = 2;

	private final Options options;

	private final Children children = new Children(TARGET.resolve("demonstration"));

	private Demonstration(Options options) {
		this.options = options;
	}

	/**
	 * Run the demonstration.
	 * @param args see {@link Options#HELP}
	 * @throws IOException if the last proof cannot be deleted
	 */
	public static void main(String[] args) throws IOException {
		LoggingSystem.get(Demonstration.class.getClassLoader())
			.setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.WARN);
		System.exit(run(args));
	}

	private static int run(String... args) throws IOException {
		try {
			if (Arrays.asList(args).contains("--help")) {
				System.out.println(Options.HELP);
				return 0;
			}
			Options options = Options.parse(args);
			if (options.chaos() && !Suspension.isPossible()) {
				throw new InvalidOptionException(
						"Processes cannot be suspended here, which needs 'sh' and 'kill': use --chaos=false");
			}
			Files.deleteIfExists(PROOF);
			return new Demonstration(options).judge().isPassed() ? 0 : 1;
		}
		catch (InvalidOptionException ex) {
			System.err.println(ex.getMessage() + " (--help lists the options)");
			return BAD_OPTIONS;
		}
		catch (DemonstrationException ex) {
			System.err.println(ex.getMessage());
			return 1;
		}
	}

	private Proof judge() {
		try (this.children) {
			DatabaseAccess database = database();
			String schema = "payments_demo_" + System.currentTimeMillis();
			String controlSchema = schema + "_control";
			Progress.headline("%d replicas on %s settle payments each second, and report every five:"
				.formatted(this.options.replicas(), this.options.store()));
			Evidence guarded = scenario(database, schema).guarded();
			Progress.headline("The same without the lock:");
			Evidence control = scenario(database, controlSchema).unguarded(CONTROL_DURATION);
			Proof proof = Proof.of(this.options, guarded, control);
			proof.write(PROOF);
			proof.print();
			tidyUp(database, proof, List.of(schema, controlSchema));
			return proof;
		}
	}

	/**
	 * Leave nothing behind in a database that is not ours, but what explains a failure.
	 */
	private void tidyUp(DatabaseAccess database, Proof proof, List<String> schemas) {
		if (proof.isPassed()) {
			schemas.forEach(database::dropSchema);
		}
		else if (this.options.database() != null) {
			System.out.println("The records are in the schemas " + schemas + ", which are yours to drop");
		}
	}

	private Scenario scenario(DatabaseAccess database, String schema) {
		return new Scenario(this.options, this.children, database.createSchema(schema));
	}

	private DatabaseAccess database() {
		DatabaseAccess own = this.options.database();
		if (own != null) {
			return own;
		}
		ReadyFile ready = this.children.readyFile("database");
		ready.delete();
		ChildProcess server = this.children.start("database", DatabaseServer.class, "256m",
				List.of(this.options.store().toString(), ready.path().toString()), Map.of());
		List<String> addresses = ready.await(server, DATABASE_PATIENCE).lines().toList();
		return new DatabaseAccess(this.options.store(), addresses.get(0), "", "",
				(addresses.size() > 1) ? addresses.get(1) : null);
	}

}
