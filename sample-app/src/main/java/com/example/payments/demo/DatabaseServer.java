// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.SQLException;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.h2.tools.Server;
import redis.embedded.RedisServer;

/**
 * Runs a database server, and Redis beside it if locks are to be there. They end with the
 * process that started this one.
 */
final class DatabaseServer {

	private DatabaseServer() {
	}

	/**
	 * Run the server.
	 * @param args which one, and the file that is to tell its URL, and in a second line
	 * the address of Redis
	 * @throws Exception if it does not start
	 */
	public static void main(String[] args) throws Exception {
		String ready = switch (args[0]) {
			case "h2" -> startH2();
			case "redis" -> startH2() + "\n" + startRedis();
			default -> startPostgres();
		};
		// Not before: PostgreSQL has to be there to be stopped.
		ParentWatch.start();
		new ReadyFile(Path.of(args[1])).write(ready);
		Thread.currentThread().join();
	}

	private static String startH2() throws SQLException {
		System.setProperty("h2.bindAddress", "127.0.0.1");
		Server server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
		return "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/mem:payments;DB_CLOSE_DELAY=-1";
	}

	private static String startRedis() throws IOException {
		int port = freePort();
		RedisServer.newRedisServer()
			.bind("127.0.0.1")
			.port(port)
			.setting("save \"\"")
			.setting("appendonly no")
			.build()
			.start();
		return "redis://127.0.0.1:" + port;
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private static String startPostgres() throws IOException {
		EmbeddedPostgres server = EmbeddedPostgres.builder()
			.setServerConfig("listen_addresses", "127.0.0.1")
			.setServerConfig("max_connections", "300")
			.start();
		return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres?user=postgres";
	}

}
