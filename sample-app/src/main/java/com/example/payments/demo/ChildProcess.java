// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A process of ours. It ends by itself when its input does: see {@link ParentWatch}.
 *
 * @param name what it is called
 * @param process the process
 * @param log where its output goes
 */
record ChildProcess(String name, Process process, Path log) {

	long pid() {
		return this.process.pid();
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * End it at once, even if it is suspended: no hook of it runs.
	 */
	void kill() {
		this.process.destroyForcibly();
		await(Duration.ofSeconds(5));
	}

	/**
	 * Let it end in order.
	 * @param patience how long it may take
	 */
	void stop(Duration patience) {
		closeInput();
		if (!await(patience)) {
			kill();
		}
	}

	void closeInput() {
		try {
			this.process.getOutputStream().close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	boolean await(Duration patience) {
		try {
			return this.process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
