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

package dev.distributedlock.test.server;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Makes known what the tests ran against when they are over, whatever came of them. Not a
 * log statement: nobody can turn it off.
 *
 * @author The Distributed Lock authors
 */
public final class ServerSummaryListener implements LauncherSessionListener {

	/**
	 * Some tests run tests.
	 */
	private static final AtomicInteger RUNNING = new AtomicInteger();

	/**
	 * Create a new listener.
	 */
	public ServerSummaryListener() {
	}

	@Override
	public void launcherSessionOpened(LauncherSession session) {
		RUNNING.incrementAndGet();
	}

	@Override
	public void launcherSessionClosed(LauncherSession session) {
		if (RUNNING.decrementAndGet() == 0) {
			System.out.println(ServerSummary.text());
		}
	}

}
