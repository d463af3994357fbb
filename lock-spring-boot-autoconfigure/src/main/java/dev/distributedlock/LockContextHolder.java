// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock;

import org.jspecify.annotations.Nullable;

/**
 * Knows the locks that the current thread runs under. Only {@link LockTemplate} and
 * {@link DistributedLock @DistributedLock} bind them; a bare {@link LockLease} binds
 * nothing. Child threads and pooled threads inherit nothing.
 *
 * @since 0.1.0
 */
public final class LockContextHolder {

	private static final ThreadLocal<@Nullable LockContext> contexts = new ThreadLocal<>();

	private LockContextHolder() {
	}

	/**
	 * Return the context of the current thread.
	 * @return the innermost level, or null if the thread runs under no lock
	 */
	public static @Nullable LockContext getContext() {
		return contexts.get();
	}

	/**
	 * Bind a context to the current thread. Meant for code that carries a call chain on
	 * to another thread, which must restore what was bound before.
	 * @param context the context, or null for none
	 */
	public static void setContext(@Nullable LockContext context) {
		if (context != null) {
			contexts.set(context);
		}
		else {
			contexts.remove();
		}
	}

	/**
	 * Return the innermost lease of the call chain.
	 * @return the lease
	 * @throws IllegalStateException if the thread runs under no lock, as when an
	 * annotated method was called from within its own object
	 */
	public static LockLease requireLease() {
		LockContext context = contexts.get();
		if (context == null) {
			throw noLease();
		}
		return context.lease();
	}

	static IllegalStateException noLease() {
		return new IllegalStateException("No distributed lock is held by this call chain."
				+ " Was the method called from within its own object, past the proxy?");
	}

}
