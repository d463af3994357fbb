// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.distributedlock.test.server.FaultProxy.Direction;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link FaultProxy}.
 */
class FaultProxyTests {

	/**
	 * How long a client listens for what must not come.
	 */
	private static final int SILENCE = 200;

	private final AtomicInteger requests = new AtomicInteger();

	private ServerSocket server = listen();

	private FaultProxy proxy = FaultProxy.inFrontOf("127.0.0.1", this.server.getLocalPort());

	private static ServerSocket listen() {
		try {
			return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@BeforeEach
	void startEcho() {
		Sockets.startThread("echo-server", () -> {
			try {
				while (true) {
					Socket socket = this.server.accept();
					Sockets.startThread("echo", () -> echo(socket));
				}
			}
			catch (IOException ex) {
				// The test is over
			}
		});
	}

	private void echo(Socket socket) {
		try (socket) {
			for (int value = socket.getInputStream().read(); value >= 0; value = socket.getInputStream().read()) {
				this.requests.incrementAndGet();
				socket.getOutputStream().write(value);
			}
		}
		catch (IOException ex) {
			// The client is gone
		}
	}

	@AfterEach
	void close() {
		this.proxy.close();
		Sockets.close(this.server);
	}

	@Test
	void everythingIsForwarded() throws IOException {
		try (Socket client = connect()) {
			assertThat(ask(client, 1)).isEqualTo(1);
			assertThat(ask(client, 2)).isEqualTo(2);
		}
	}

	@Test
	void aBlackHoleForRequestsKeepsThemFromTheServerUntilItIsHealed() throws IOException {
		try (Socket client = connect()) {
			this.proxy.blackHole(Direction.REQUESTS);
			assertSilence(client);
			assertThat(this.requests).hasValue(0);
			this.proxy.heal();
			assertThat(client.getInputStream().read()).isEqualTo(1);
		}
	}

	@Test
	void aBlackHoleForRepliesLetsRequestsHaveTheirEffect() throws IOException {
		try (Socket client = connect()) {
			this.proxy.blackHole(Direction.REPLIES);
			assertSilence(client);
			assertThat(this.requests).hasValue(1);
			this.proxy.heal();
			assertThat(client.getInputStream().read()).isEqualTo(1);
		}
	}

	@Test
	void aBlackHoleAcceptsConnections() throws IOException {
		this.proxy.blackHole(Direction.values());
		try (Socket client = connect()) {
			assertSilence(client);
			assertThat(this.requests).hasValue(0);
		}
	}

	@Test
	void aReplyIsCutAfterItsRequestHadItsEffectAndTheNextOneIsNot() throws IOException {
		try (Socket client = connect(); Socket other = connect()) {
			assertThat(ask(client, 1)).isEqualTo(1);
			this.proxy.cutNextReply();
			assertEnd(client);
			assertThat(this.requests).hasValue(2);
			assertThat(ask(other, 3)).isEqualTo(3);
		}
	}

	@Test
	void aDelayIsAsLongAsItIsSaidToBeInEachDirection() throws IOException {
		try (Socket client = connect()) {
			this.proxy.delay(Duration.ofMillis(150));
			long start = System.nanoTime();
			assertThat(ask(client, 1)).isEqualTo(1);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
		}
	}

	@Test
	void aSlowCloseLeavesTheServerInTheDark() throws IOException {
		Socket client = connect();
		assertThat(ask(client, 1)).isEqualTo(1);
		this.proxy.closeSlowly(Duration.ofMillis(300));
		long start = System.nanoTime();
		client.close();
		Awaitility.await().until(() -> this.proxy.connections() == 0);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
	}

	@Test
	void refusingClosesConnectionsAndAcceptsNoneUntilItIsHealed() throws IOException {
		try (Socket client = connect()) {
			assertThat(ask(client, 1)).isEqualTo(1);
			this.proxy.refuse();
			assertEnd(client);
		}
		assertThatExceptionOfType(ConnectException.class).isThrownBy(this::connect);
		this.proxy.heal();
		try (Socket client = connect()) {
			assertThat(ask(client, 2)).isEqualTo(2);
		}
	}

	@Test
	void closingConnectionsLeavesTheProxyOpen() throws IOException {
		try (Socket client = connect()) {
			assertThat(ask(client, 1)).isEqualTo(1);
			this.proxy.closeConnections();
			assertEnd(client);
		}
		try (Socket client = connect()) {
			assertThat(ask(client, 2)).isEqualTo(2);
		}
	}

	@Test
	void aServerThatIsGoneIsAClosedConnection() throws IOException {
		Sockets.close(this.server);
		try (Socket client = connect()) {
			assertThat(client.getInputStream().read()).isEqualTo(-1);
		}
	}

	@Test
	void nothingIsLeftWhenTheProxyIsClosed() throws IOException {
		try (Socket client = connect()) {
			assertThat(ask(client, 1)).isEqualTo(1);
			this.proxy.blackHole(Direction.values());
			client.getOutputStream().write(2);
			this.proxy.close();
			assertEnd(client);
			assertThat(this.proxy.connections()).isZero();
		}
	}

	@Test
	void whatPostgresDidIsDoneAlthoughTheReplyIsCut() {
		try (TestDatabase database = DatabaseProduct.POSTGRESQL.createDatabase();
				FaultProxy proxy = FaultProxy.inFrontOf(database.server().host(), database.server().port())) {
			database.execute("CREATE TABLE sample (id INT PRIMARY KEY)");
			SingleConnectionDataSource connection = new SingleConnectionDataSource(database.urlThrough(proxy.port()),
					database.user(), database.password(), true);
			JdbcTemplate client = new JdbcTemplate(connection);
			client.update("INSERT INTO sample VALUES (1)");
			proxy.cutNextReply();
			assertThatExceptionOfType(DataAccessException.class)
				.isThrownBy(() -> client.update("INSERT INTO sample VALUES (2)"));
			connection.destroy();
			assertThat(database.queryForString("SELECT COUNT(*) FROM sample")).isEqualTo("2");
		}
	}

	private Socket connect() throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.proxy.port());
		socket.setSoTimeout((int) ServerProcess.PATIENCE.toMillis());
		return socket;
	}

	private static int ask(Socket client, int value) throws IOException {
		client.getOutputStream().write(value);
		return client.getInputStream().read();
	}

	private static void assertSilence(Socket client) throws IOException {
		int timeout = client.getSoTimeout();
		client.setSoTimeout(SILENCE);
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> ask(client, 1));
		client.setSoTimeout(timeout);
	}

	/**
	 * Whether the client reads the end or learns it by an exception is up to the
	 * operating system.
	 */
	private static void assertEnd(Socket client) {
		int answer;
		try {
			answer = ask(client, 9);
		}
		catch (IOException ex) {
			answer = -1;
		}
		assertThat(answer).isEqualTo(-1);
	}

}
