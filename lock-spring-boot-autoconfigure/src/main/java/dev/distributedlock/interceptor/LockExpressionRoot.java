// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;

/**
 * The {@code #root} of a lock's expressions.
 */
final class LockExpressionRoot {

	private final Method method;

	private final @Nullable Object[] args;

	private final Object target;

	LockExpressionRoot(Method method, @Nullable Object[] args, Object target) {
		this.method = method;
		this.args = args;
		this.target = target;
	}

	public Method getMethod() {
		return this.method;
	}

	public String getMethodName() {
		return this.method.getName();
	}

	public @Nullable Object[] getArgs() {
		return this.args;
	}

	public Object getTarget() {
		return this.target;
	}

	/**
	 * The class behind all proxies. The name of a proxy's own class differs from one
	 * process to the next.
	 */
	public Class<?> getTargetClass() {
		Class<?> type = AopProxyUtils.ultimateTargetClass(this.target);
		return Proxy.isProxyClass(type) ? this.method.getDeclaringClass() : type;
	}

}
