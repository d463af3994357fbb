// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.net.InetAddress;
import java.net.UnknownHostException;

import org.springframework.util.StringUtils;

/**
 * Describes this process, so that an operator finds the holder of a lock.
 *
 * @since 0.1.0
 */
public final class ProcessOwner {

	private static final int MAX_LENGTH = 255;

	private ProcessOwner() {
	}

	/**
	 * Describe this process as {@code application@host:pid}, in printable ASCII.
	 * @param application name of the application, may be empty
	 * @return the description, at most 255 characters
	 */
	public static String describe(String application) {
		String owner = (application.isEmpty() ? "" : application + "@") + hostName() + ":"
				+ ProcessHandle.current().pid();
		String printable = owner.replaceAll("[^\\x20-\\x7E]", "?");
		return printable.substring(0, Math.min(printable.length(), MAX_LENGTH));
	}

	private static String hostName() {
		String name = System.getenv("HOSTNAME");
		if (StringUtils.hasText(name)) {
			return name;
		}
		try {
			return InetAddress.getLocalHost().getHostName();
		}
		catch (UnknownHostException ex) {
			return "localhost";
		}
	}

}
