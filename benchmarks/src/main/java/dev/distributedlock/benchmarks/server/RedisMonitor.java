// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import redis.clients.jedis.Jedis;

/**
 * Has the server report every command, also those that scripts execute.
 */
final class RedisMonitor implements RequestCounter {

	private final RedisServer server;

	private final Socket socket;

	private final String lastCommand = UUID.randomUUID().toString();

	private final CompletableFuture<Requests> requests = new CompletableFuture<>();

	private RedisMonitor(RedisServer server) throws IOException {
		this.server = server;
		this.socket = new Socket(server.host(), server.port());
	}

	static RedisMonitor start(RedisServer server) throws IOException {
		RedisMonitor monitor = new RedisMonitor(server);
		BufferedReader reader = new BufferedReader(
				new InputStreamReader(monitor.socket.getInputStream(), StandardCharsets.ISO_8859_1));
		monitor.socket.getOutputStream().write("MONITOR\r\n".getBytes(StandardCharsets.US_ASCII));
		reader.readLine();
		Thread thread = new Thread(() -> monitor.count(reader), "benchmark-redis-monitor");
		thread.setDaemon(true);
		thread.start();
		return monitor;
	}

	private void count(BufferedReader reader) {
		long sent = 0;
		long executed = 0;
		try {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				if (line.contains(this.lastCommand)) {
					this.requests.complete(new Requests(sent, executed));
					return;
				}
				executed++;
				if (!line.substring(0, line.indexOf(']')).endsWith(" lua")) {
					sent++;
				}
			}
			throw new IOException("The server went away");
		}
		catch (IOException ex) {
			this.requests.completeExceptionally(ex);
		}
	}

	@Override
	public Requests end() throws Exception {
		try (this.socket; Jedis jedis = new Jedis(this.server.host(), this.server.port())) {
			jedis.echo(this.lastCommand);
			return this.requests.get();
		}
	}

}
