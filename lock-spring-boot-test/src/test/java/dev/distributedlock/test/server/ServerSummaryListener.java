// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Makes known what the tests ran against when they are over, whatever came of them. Not a
 * log statement: nobody can turn it off.
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
		if (RUNNING.decrementAndGet() == 0 && !ServerSummary.isEmpty()) {
			System.out.println(ServerSummary.text());
		}
	}

}
