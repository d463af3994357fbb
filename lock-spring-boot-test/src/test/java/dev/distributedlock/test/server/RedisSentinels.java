// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A Redis master with a replica, watched by three sentinels, as local processes.
 */
public final class RedisSentinels implements AutoCloseable {

	/**
	 * Name by which the sentinels know the master.
	 */
	public static final String MASTER_NAME = "locks";

	private static final int SENTINELS = 3;

	/**
	 * Longer than the two seconds after which a sentinel that was held up itself knows so
	 * and trusts nothing it has measured: a machine that stands still is no failure.
	 */
	private static final Duration DOWN_AFTER = Duration.ofSeconds(3);

	private final RedisServer master;

	private final RedisServer replica;

	private final List<RedisServer> sentinels;

	private RedisSentinels() {
		this.master = new RedisServer(RedisPrograms.server(ServerFiles.freePort()));
		this.replica = new RedisServer(RedisPrograms.server(ServerFiles.freePort(), "--replicaof", this.master.host(),
				Integer.toString(this.master.port())));
		this.sentinels = Stream.generate(() -> sentinel(this.master)).limit(SENTINELS).toList();
	}

	/**
	 * Start all, and wait until they know each other.
	 * @return the servers, removed when they are closed
	 */
	public static RedisSentinels start() {
		RedisSentinels servers = new RedisSentinels();
		TestServers.closeAtEnd(servers);
		servers.form();
		ServerSummary.ran(ServerSummary.REDIS_SENTINEL, servers.master.version(),
				"1 master, 1 replica, %d sentinels, %s".formatted(SENTINELS, servers.master.provision()));
		return servers;
	}

	private static RedisServer sentinel(RedisServer master) {
		int port = ServerFiles.freePort();
		Path files = ServerFiles.create("sentinel");
		try {
			Path configuration = Files.writeString(files.resolve("sentinel.conf"), """
					port %1$d
					bind 127.0.0.1
					sentinel monitor %2$s %3$s %4$d 2
					sentinel down-after-milliseconds %2$s %5$d
					sentinel failover-timeout %2$s 5000
					""".formatted(port, MASTER_NAME, master.host(), master.port(), DOWN_AFTER.toMillis()));
			return new RedisServer(RedisPrograms.sentinel(port, files, configuration));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void form() {
		this.master.start();
		this.replica.start();
		ServerProcess.awaitTrue(() -> "up".equals(this.replica.info("replication").get("master_link_status")));
		this.sentinels.forEach(RedisServer::start);
		this.sentinels.forEach((sentinel) -> ServerProcess
			.awaitTrue(() -> sentinel.info("sentinel").getOrDefault("master0", "").contains("slaves=1,sentinels=3")));
	}

	/**
	 * End the master from one moment to the next, and wait until the replica is the
	 * master. The old one comes back as a master, until the sentinels tell it otherwise:
	 * whoever has not heard of the new one finds it. Which of the two replicates the
	 * other in the end is the sentinels' choice: if the new master is slow meanwhile,
	 * they choose again.
	 */
	public void failOver() {
		this.master.kill();
		ServerProcess.awaitTrue(() -> "master".equals(role(this.replica)));
		// Before all of them have agreed, a master that comes back stays the master.
		String address = "address=%s:%d,".formatted(this.replica.host(), this.replica.port());
		this.sentinels.forEach((sentinel) -> ServerProcess
			.awaitTrue(() -> sentinel.info("sentinel").getOrDefault("master0", "").contains(address)));
		this.master.start();
		ServerProcess.awaitTrue(() -> !role(this.master).equals(role(this.replica)));
	}

	private static String role(RedisServer server) {
		return server.info("replication").get("role");
	}

	/**
	 * Return who was the master at first.
	 * @return the server
	 */
	public RedisServer master() {
		return this.master;
	}

	/**
	 * Return who was the replica at first.
	 * @return the server
	 */
	public RedisServer replica() {
		return this.replica;
	}

	/**
	 * Return the sentinels.
	 * @return the sentinels
	 */
	public List<RedisServer> sentinels() {
		return this.sentinels;
	}

	@Override
	public void close() {
		this.sentinels.forEach(RedisServer::close);
		this.replica.close();
		this.master.close();
	}

}
