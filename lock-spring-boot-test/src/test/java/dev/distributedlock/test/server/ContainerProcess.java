// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.util.List;

import com.github.dockerjava.api.DockerClient;
import org.testcontainers.containers.GenericContainer;

/**
 * A server in a container.
 */
final class ContainerProcess implements ServerProcess {

	private final GenericContainer<?> container;

	private final int port = ServerFiles.freePort();

	/**
	 * Create a new process.
	 * @param container the container, which must not run yet
	 * @param containerPort the port of the server in the container
	 */
	ContainerProcess(GenericContainer<?> container, int containerPort) {
		this.container = container;
		this.container.setPortBindings(List.of(this.port + ":" + containerPort));
	}

	@Override
	public String provision() {
		return "container " + this.container.getDockerImageName();
	}

	@Override
	public String host() {
		return this.container.getHost();
	}

	@Override
	public int port() {
		return this.port;
	}

	/**
	 * Start the container. Testcontainers would create another one, without the data.
	 */
	@Override
	public void start() {
		if (this.container.getContainerId() == null) {
			this.container.start();
		}
		else if (!this.container.isRunning()) {
			client().startContainerCmd(this.container.getContainerId()).exec();
		}
	}

	@Override
	public void stop() {
		if (this.container.isRunning()) {
			client().stopContainerCmd(this.container.getContainerId()).withTimeout((int) PATIENCE.toSeconds()).exec();
		}
	}

	@Override
	public void kill() {
		client().killContainerCmd(this.container.getContainerId()).exec();
	}

	private DockerClient client() {
		return this.container.getDockerClient();
	}

	@Override
	public void close() {
		this.container.stop();
	}

}
