// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import org.testcontainers.DockerClientFactory;

/**
 * Tells whether containers can be had.
 */
final class Docker {

	/**
	 * System property that says "false" on a machine whose Docker must not be used.
	 */
	static final String PROPERTY = "distributed-lock.test.docker";

	private static final long PULL_MINUTES = 10;

	private static final String UNAVAILABLE = unavailable();

	private static final Map<String, String> IMAGES = new ConcurrentHashMap<>();

	private Docker() {
	}

	private static String unavailable() {
		if ("false".equals(System.getProperty(PROPERTY))) {
			return PROPERTY + " is false";
		}
		try {
			return DockerClientFactory.instance().isDockerAvailable() ? "" : "there is no Docker";
		}
		catch (RuntimeException ex) {
			return "Docker does not work: " + ex.getMessage();
		}
	}

	/**
	 * Return why there can be no container of an image. The image is pulled if need be.
	 * @param image the image
	 * @return the reason, empty if there can
	 */
	static String whyNot(String image) {
		return UNAVAILABLE.isEmpty() ? IMAGES.computeIfAbsent(image, Docker::pull) : UNAVAILABLE;
	}

	private static String pull(String image) {
		DockerClient client = DockerClientFactory.instance().client();
		try {
			client.inspectImageCmd(image).exec();
			return "";
		}
		catch (NotFoundException missing) {
			try {
				boolean done = client.pullImageCmd(image).start().awaitCompletion(PULL_MINUTES, TimeUnit.MINUTES);
				return done ? "" : "image %s did not arrive in %d minutes".formatted(image, PULL_MINUTES);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return "interrupted";
			}
			catch (RuntimeException ex) {
				return "image %s cannot be pulled".formatted(image);
			}
		}
	}

}
