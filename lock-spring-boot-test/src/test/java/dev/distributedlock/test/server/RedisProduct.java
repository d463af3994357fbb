// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

/**
 * A kind of Redis to test with.
 */
public enum RedisProduct {

	/**
	 * Redis.
	 */
	REDIS("redis:7.0", "redis-server"),

	/**
	 * An earlier Redis, from the binaries that the build brings.
	 */
	REDIS_PREVIOUS("", ""),

	/**
	 * Valkey, which there is in containers only.
	 */
	VALKEY("valkey/valkey:9.1", "valkey-server");

	private final String image;

	private final String program;

	RedisProduct(String image, String program) {
		this.image = image;
		this.program = program;
	}

	/**
	 * Return the server that all tests share, which keeps what other tests wrote. The
	 * test is aborted if there is no such server.
	 * @return the server
	 */
	public RedisServer sharedServer() {
		return TestServers.shared(this);
	}

	/**
	 * Start an empty server of one's own, which may be stopped, killed and started again.
	 * The test is aborted if there is no such server.
	 * @return the server, removed when it is closed
	 */
	public RedisServer startServer() {
		return TestServers.start(this);
	}

	/**
	 * Start an empty server whose clock a test sets, of the earlier version. The test is
	 * aborted if there can be no such clock.
	 * @param clock its clock
	 * @return the server, removed when it is closed
	 */
	public static RedisServer startServer(FakeClock clock) {
		return TestServers.start(clock);
	}

	String image() {
		return this.image;
	}

	String program() {
		return this.program;
	}

}
