// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * How a server runs: in a container or as a process of this machine. Wherever it runs, it
 * keeps its port and its data until it is closed.
 */
interface ServerProcess extends AutoCloseable {

	/**
	 * How long a server may take to start or to stop.
	 */
	Duration PATIENCE = Duration.ofMinutes(2);

	/**
	 * Tell how the server is provided.
	 * @return a few words
	 */
	String provision();

	String host();

	int port();

	/**
	 * Start the server if it does not run.
	 */
	void start();

	/**
	 * Stop the server and wait until it is gone.
	 */
	void stop();

	/**
	 * End the server without a chance to say good-bye.
	 */
	void kill();

	/**
	 * Stop the server and remove what it left.
	 */
	@Override
	void close();

	/**
	 * Ask until there is an answer and no exception.
	 * @param <T> the type of the answer
	 * @param question what to ask
	 * @return the answer
	 */
	static <T> T awaitAnswer(Callable<T> question) {
		return await().until(question, Objects::nonNull);
	}

	static void awaitTrue(Callable<Boolean> condition) {
		await().until(condition);
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).ignoreExceptions();
	}

}
