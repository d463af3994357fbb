// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

import dev.distributedlock.LockRequest;
import dev.distributedlock.store.LockId;

/**
 * What logs say of a lock. Its keys may be personal data, so only the level DEBUG has
 * them. All levels have their hash, which leads from one to the other.
 */
final class LockText {

	private static final int HASH_BYTES = 4;

	private LockText() {
	}

	static String withoutKeys(LockRequest request, List<LockId> locks, long token) {
		return "'" + request.name() + "' (" + hash(request, locks) + "token " + token + ")";
	}

	static String withKeys(LockRequest request, List<LockId> locks) {
		return request + (request.keys().isEmpty() ? "" : " (" + hash(request, locks).replace(", ", ")"));
	}

	static String withKeys(LockRequest request, List<LockId> locks, long token) {
		return request + " (" + hash(request, locks) + "token " + token + ")";
	}

	/**
	 * The hash of the keys, none if there are no keys.
	 */
	private static String hash(LockRequest request, List<LockId> locks) {
		if (request.keys().isEmpty()) {
			return "";
		}
		String ids = locks.stream().map(LockId::value).collect(Collectors.joining(" "));
		return "key hash " + HexFormat.of().formatHex(sha256(ids), 0, HASH_BYTES) + ", ";
	}

	private static byte[] sha256(String text) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
