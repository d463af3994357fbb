// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

/**
 * The kinds of registers that workers write to.
 */
public final class EffectKind {

	/**
	 * Refuses smaller tokens by itself.
	 */
	public static final String FENCED = "fenced";

	/**
	 * Behind a {@code FencingGuard}.
	 */
	public static final String GUARD = "guard";

	/**
	 * Read and written in a transaction under the lock.
	 */
	public static final String BALANCE = "balance";

	/**
	 * Read and written without protection.
	 */
	public static final String PLAIN = "plain";

	/**
	 * Once for each occurrence of something.
	 */
	public static final String OCCURRENCE = "occurrence";

	private EffectKind() {
	}

	/**
	 * Return the id of an effect.
	 * @param call the call that has it
	 * @param kind of what kind it is
	 * @return the id
	 */
	public static String id(String call, String kind) {
		return call + "/" + kind;
	}

	/**
	 * Return the id of what is to be done in a second.
	 * @param number which second
	 * @return the id
	 */
	public static String occurrence(long number) {
		return OCCURRENCE + "-" + number;
	}

	/**
	 * Return whether an effect is one on a balance.
	 * @param effect the effect
	 * @return whether it is
	 */
	static boolean isBalance(Entry effect) {
		return effect.id().endsWith(id("", BALANCE));
	}

	/**
	 * Return whether an effect is one at a resource that looks at the token.
	 */
	static boolean isAtFence(Entry effect) {
		return effect.id().endsWith(id("", FENCED)) || effect.id().endsWith(id("", GUARD));
	}

}
