// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Suspends a process for a while. A helper process does it, which also wakes the process
 * up if this one is gone by then: what is suspended cannot end by itself.
 */
final class Suspension {

	private static final String SCRIPT = """
			trap '' HUP INT TERM PIPE
			kill -STOP $1
			echo suspended
			sleep $2
			kill -CONT $1
			""";

	private final long pid;

	private final Process helper;

	private Suspension(long pid, Process helper) {
		this.pid = pid;
		this.helper = helper;
	}

	static boolean isPossible() {
		try {
			return new ProcessBuilder("sh", "-c", "kill -0 $$").start().waitFor() == 0;
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * Suspend a process, and return when it stands still.
	 */
	static Suspension begin(ChildProcess process, Duration duration) {
		Process helper = run(SCRIPT, Long.toString(process.pid()), Long.toString(duration.toSeconds()));
		try {
			helper.inputReader().readLine();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return new Suspension(process.pid(), helper);
	}

	private static Process run(String script, String... arguments) {
		List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
		command.addAll(List.of(arguments));
		try {
			return new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void await() {
		waitFor(this.helper);
	}

	/**
	 * Let the process go on at once.
	 */
	void cancel() {
		waitFor(run("kill -CONT $1", Long.toString(this.pid)));
		this.helper.destroyForcibly();
	}

	private static void waitFor(Process process) {
		try {
			process.waitFor();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new DemonstrationException("Interrupted");
		}
	}

}
