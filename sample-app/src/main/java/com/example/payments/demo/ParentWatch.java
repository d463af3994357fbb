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

import java.io.IOException;
import java.io.OutputStream;

/**
 * Ends this process when the one that started it closes the pipe to it, or is gone.
 *
 * @author The Distributed Lock authors
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
