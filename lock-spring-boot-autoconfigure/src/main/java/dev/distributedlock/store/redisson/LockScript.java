// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.redisson;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import org.springframework.core.io.ClassPathResource;

/**
 * What the server executes for an operation.
 */
enum LockScript {

	ACQUIRE("acquire"),

	RENEW("renew"),

	RELEASE("release"),

	FORCE_RELEASE("force-release"),

	WAKE_NEXT("wake-next"),

	ECHO("echo"),

	FIND("find");

	private final String source;

	private final String digest;

	LockScript(String name) {
		this.source = read("lock") + read(name);
		this.digest = digest(this.source);
	}

	private static String read(String name) {
		try (InputStream script = new ClassPathResource(name + ".lua", LockScript.class).getInputStream()) {
			return new String(script.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String digest(String source) {
		try {
			MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
			return HexFormat.of().formatHex(sha1.digest(source.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	String source() {
		return this.source;
	}

	/**
	 * By what a server knows the script once it has been sent.
	 */
	String digest() {
		return this.digest;
	}

}
