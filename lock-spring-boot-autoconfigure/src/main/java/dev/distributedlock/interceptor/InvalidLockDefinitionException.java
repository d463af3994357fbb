// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * A {@link dev.distributedlock.DistributedLock @DistributedLock} that cannot work as it
 * is written. Thrown when the application starts.
 *
 * @since 0.1.0
 */
public class InvalidLockDefinitionException extends IllegalStateException {

	private final String action;

	/**
	 * Create a new exception.
	 * @param method the annotated method
	 * @param problem what is wrong
	 * @param action what to do about it
	 * @param cause why, or null
	 */
	InvalidLockDefinitionException(Method method, String problem, String action, @Nullable Throwable cause) {
		this(ClassUtils.getQualifiedMethodName(method), problem, action, cause);
	}

	/**
	 * Create a new exception.
	 * @param type the annotated class
	 * @param problem what is wrong
	 * @param action what to do about it
	 */
	InvalidLockDefinitionException(Class<?> type, String problem, String action) {
		this(type.getName(), problem, action, null);
	}

	private InvalidLockDefinitionException(String place, String problem, String action, @Nullable Throwable cause) {
		super("@DistributedLock on " + place + " cannot work: " + problem, cause);
		this.action = action;
	}

	/**
	 * Return what to do about it.
	 * @return the action
	 */
	public String getAction() {
		return this.action;
	}

}
