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
 *
 * @author The Distributed Lock authors
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
