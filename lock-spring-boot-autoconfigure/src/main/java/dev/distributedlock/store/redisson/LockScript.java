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
 *
 * @author The Distributed Lock authors
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
