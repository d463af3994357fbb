// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Ends this process when the one that started it closes the pipe to it, or is gone.
 */
final class ParentWatch {

	private static final long PATIENCE_MILLIS = 6000;

	private ParentWatch() {
	}

	static void start() {
		daemon("parent-watch", () -> {
			awaitEndOfInput();
			daemon("impatience", ParentWatch::haltLater);
			System.exit(0);
		});
	}

	private static void awaitEndOfInput() {
		try {
			System.in.transferTo(OutputStream.nullOutputStream());
		}
		catch (IOException ex) {
			// A broken pipe ends as well.
		}
	}

	/**
	 * An orderly end may wait for a database that has ended as well.
	 */
	private static void haltLater() {
		Pause.millis(PATIENCE_MILLIS);
		Runtime.getRuntime().halt(1);
	}

	private static void daemon(String name, Runnable task) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		thread.start();
	}

}
