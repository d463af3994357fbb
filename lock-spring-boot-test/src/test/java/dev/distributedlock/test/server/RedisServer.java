// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import redis.clients.jedis.Jedis;

/**
 * A Redis server, or one node of several. Whatever it acknowledged survives when it is
 * killed.
 */
public final class RedisServer implements AutoCloseable {

	static final int PORT = 6379;

	private final ServerProcess process;

	RedisServer(ServerProcess process) {
		this.process = process;
	}

	/**
	 * Return where the server is.
	 * @return the host
	 */
	public String host() {
		return this.process.host();
	}

	/**
	 * Return where the server is. The port stays the same.
	 * @return the port
	 */
	public int port() {
		return this.process.port();
	}

	/**
	 * Return where the server is.
	 * @return the address, with the scheme {@code redis}
	 */
	public String url() {
		return "redis://%s:%d".formatted(host(), port());
	}

	/**
	 * Start the server again, with its data, and wait until it answers.
	 */
	public void start() {
		this.process.start();
		ServerProcess.awaitAnswer(() -> call(Jedis::ping));
	}

	/**
	 * Stop the server as an administrator would, and wait until it is gone.
	 */
	public void stop() {
		this.process.stop();
	}

	/**
	 * End the server from one moment to the next, as {@code kill -9} does.
	 */
	public void kill() {
		this.process.kill();
	}

	/**
	 * Ask the server something, on a connection of its own.
	 * @param <T> the type of the answer
	 * @param command what to ask
	 * @return the answer
	 */
	public <T> T call(Function<Jedis, T> command) {
		try (Jedis jedis = new Jedis(host(), port())) {
			return command.apply(jedis);
		}
	}

	/**
	 * Return what the server tells of itself.
	 * @param section the section of its answer
	 * @return the values by name
	 */
	public Map<String, String> info(String section) {
		return call((jedis) -> jedis.info(section)).lines()
			.filter((line) -> line.contains(":"))
			.collect(Collectors.toMap((line) -> line.substring(0, line.indexOf(':')),
					(line) -> line.substring(line.indexOf(':') + 1)));
	}

	/**
	 * Return the version, as the server itself says: Valkey also tells with which Redis
	 * it is compatible.
	 * @return the version
	 */
	String version() {
		Map<String, String> info = info("server");
		return info.getOrDefault("valkey_version", info.getOrDefault("redis_version", "unknown"));
	}

	String provision() {
		return this.process.provision();
	}

	/**
	 * Stop the server and remove its data.
	 */
	@Override
	public void close() {
		this.process.close();
	}

}
