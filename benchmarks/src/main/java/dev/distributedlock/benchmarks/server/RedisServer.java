// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.server;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.embedded.core.ExecutableProvider;

import org.springframework.util.FileSystemUtils;

/**
 * Redis as a process of this machine, as durable as it is by default, but for snapshots:
 * the one that is installed, or the binaries that the build brings.
 */
public final class RedisServer implements Server {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final Path files = Files.createTempDirectory("benchmark-redis");

	private final int port;

	private final Process process;

	public RedisServer() throws IOException, InterruptedException {
		try (ServerSocket socket = new ServerSocket(0)) {
			this.port = socket.getLocalPort();
		}
		this.process = new ProcessBuilder(List.of(program(this.files).toString(), "--port", Integer.toString(this.port),
				"--bind", "127.0.0.1", "--dir", this.files.toString(), "--save", "", "--databases", "16"))
			.redirectErrorStream(true)
			.redirectOutput(this.files.resolve("log").toFile())
			.start();
		Runtime.getRuntime().addShutdownHook(new Thread(this::close, "close-redis"));
		awaitAnswer();
	}

	private static Path program(Path files) throws IOException {
		String path = System.getenv().getOrDefault("PATH", "");
		Path installed = Stream.of(path.split(File.pathSeparator))
			.map((folder) -> Path.of(folder, "redis-server"))
			.filter(Files::isExecutable)
			.findFirst()
			.orElse(null);
		return (installed != null) ? installed
				: ExecutableProvider.newJarResourceProvider(files.toFile()).get().toPath();
	}

	private void awaitAnswer() throws InterruptedException {
		long end = System.nanoTime() + PATIENCE.toNanos();
		while (true) {
			try (Jedis jedis = connect()) {
				jedis.ping();
				return;
			}
			catch (JedisConnectionException ex) {
				if (System.nanoTime() > end) {
					throw ex;
				}
				Thread.sleep(20);
			}
		}
	}

	private Jedis connect() {
		return new Jedis(host(), this.port);
	}

	/**
	 * Return where the server is.
	 * @return the host
	 */
	public String host() {
		return "127.0.0.1";
	}

	/**
	 * Return where the server is.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Return where the server is.
	 * @return the address
	 */
	public String address() {
		return "redis://%s:%d".formatted(host(), this.port);
	}

	@Override
	public String version() {
		try (Jedis jedis = connect()) {
			return jedis.info("server")
				.lines()
				.filter((line) -> line.startsWith("redis_version:"))
				.map((line) -> "Redis " + line.substring(line.indexOf(':') + 1))
				.findFirst()
				.orElse("Redis");
		}
	}

	@Override
	public RequestCounter countRequests() throws IOException {
		return RedisMonitor.start(this);
	}

	@Override
	public Duration cpuTime() {
		return Processes.cpuTime(this.process.pid());
	}

	@Override
	public void close() {
		this.process.destroy();
		this.process.onExit().join();
		try {
			FileSystemUtils.deleteRecursively(this.files);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
