// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.redisson;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.redisson.client.RedisConnectionException;
import org.redisson.client.RedisException;
import org.redisson.client.RedisNodeNotFoundException;
import org.redisson.client.RedisOutOfMemoryException;
import org.redisson.client.RedisReconnectedException;
import org.redisson.client.RedisResponseTimeoutException;
import org.redisson.client.RedisTimeoutException;
import org.redisson.client.WriteRedisConnectionException;

import org.springframework.core.NestedExceptionUtils;

/**
 * Says what the failure of a client means: what the server answered, or that it could not
 * be reached.
 *
 * @since 0.1.0
 */
public final class RedisFailures {

	/**
	 * With what Redisson goes on after the words of a server.
	 */
	private static final String END_OF_ANSWER = ". channel: ";

	/**
	 * How Redisson and Netty print the address of a socket, which has no credentials.
	 */
	private static final Pattern ADDRESS = Pattern
		.compile("(?:: |R:)([\\w.-]*)/(<unresolved>|[\\da-fA-F.:%\\[\\]]+):(\\d+)");

	private RedisFailures() {
	}

	/**
	 * Describe a failure.
	 * @param failure what a client has thrown
	 * @return a few words, which quote what the server answered if it did, and otherwise
	 * name the server if it is known
	 */
	public static String describe(Throwable failure) {
		Optional<String> answer = answer(failure);
		if (answer.isPresent()) {
			return "Redis answered: " + answer.get();
		}
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(failure);
		if (cause instanceof RedisTimeoutException || cause instanceof TimeoutException) {
			return (isNotSent(failure) ? "Redis cannot be reached in time" : "Redis did not answer in time")
					+ server(failure);
		}
		return isNotSent(failure) ? "Redis cannot be reached: " + cause.getMessage() + server(failure)
				: String.valueOf(cause.getMessage());
	}

	private static String server(Throwable failure) {
		return causes(failure).map((cause) -> ADDRESS.matcher(String.valueOf(cause.getMessage())))
			.filter(Matcher::find)
			.map((address) -> " (" + (address.group(1).isEmpty() ? address.group(2) : address.group(1)) + ":"
					+ address.group(3) + ")")
			.findFirst()
			.orElse("");
	}

	private static Stream<Throwable> causes(Throwable failure) {
		return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
	}

	/**
	 * Return what the server answered.
	 * @param failure what a client has thrown
	 * @return the server's own words, empty if it did not answer
	 */
	public static Optional<String> answer(Throwable failure) {
		return Stream.<@Nullable Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
			.filter(RedisFailures::isAnswer)
			.map((cause) -> words((RedisException) cause))
			.findFirst();
	}

	private static boolean isAnswer(@Nullable Throwable cause) {
		return cause instanceof RedisException && !(cause instanceof RedisConnectionException)
				&& !(cause instanceof RedisTimeoutException) && !(cause instanceof RedisReconnectedException)
				&& String.valueOf(cause.getMessage()).contains(END_OF_ANSWER);
	}

	private static String words(RedisException answer) {
		String message = String.valueOf(answer.getMessage());
		String words = message.substring(0, message.indexOf(END_OF_ANSWER)).replaceFirst("\\.+$", "");
		return (answer instanceof RedisOutOfMemoryException) ? "OOM " + words : words;
	}

	/**
	 * Whether it is sure that no server has received a request: there was no connection
	 * for it, or it was not written completely.
	 * @param failure what a client has thrown
	 * @return whether the request was never sent
	 */
	static boolean isNotSent(Throwable failure) {
		return failure instanceof RedisConnectionException || failure instanceof RedisNodeNotFoundException
				|| (failure instanceof RedisTimeoutException && !(failure instanceof RedisResponseTimeoutException))
				|| isNotConnected(failure.getCause());
	}

	/**
	 * Whether there is no server that accepts a connection.
	 */
	static boolean isUnreachable(Throwable failure) {
		return isNotConnected(failure.getCause())
				|| (failure instanceof RedisConnectionException && !(failure instanceof WriteRedisConnectionException));
	}

	/**
	 * Redisson wraps failures of a connection that was to be made for the request.
	 */
	private static boolean isNotConnected(@Nullable Throwable cause) {
		return cause instanceof ConnectException || cause instanceof NoRouteToHostException
				|| cause instanceof UnknownHostException;
	}

}
