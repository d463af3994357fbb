// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import org.aopalliance.aop.Advice;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockLostException;

import org.springframework.aop.Pointcut;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.support.AbstractPointcutAdvisor;
import org.springframework.core.Ordered;

/**
 * Remembers what a locked method has thrown. Its transaction may be about to commit all
 * the same, as it does on a checked exception. If the lease is lost, that commit is
 * refused, and Spring drops the exception of the method: it is then added to the
 * {@link LockLostException}.
 * <p>
 * Works where it is inside of the transaction: the lowest precedence is the nearest to
 * the method.
 *
 * @since 0.1.0
 */
public final class MethodFailureAdvisor extends AbstractPointcutAdvisor {

	private static final String FAILURE = MethodFailureAdvisor.class.getName();

	private final transient Pointcut pointcut;

	/**
	 * Create a new advisor.
	 * @param locked matches the locked methods
	 */
	public MethodFailureAdvisor(Pointcut locked) {
		this.pointcut = locked;
		setOrder(Ordered.LOWEST_PRECEDENCE);
	}

	@Override
	public Pointcut getPointcut() {
		return this.pointcut;
	}

	@Override
	public Advice getAdvice() {
		return (MethodInterceptor) MethodFailureAdvisor::remember;
	}

	private static @Nullable Object remember(MethodInvocation invocation) throws Throwable {
		try {
			return invocation.proceed();
		}
		catch (Throwable ex) {
			((ProxyMethodInvocation) invocation).setUserAttribute(FAILURE, ex);
			throw ex;
		}
	}

	/**
	 * Proceed with the call of a locked method.
	 * @param invocation the call
	 * @param proceed proceeds with it
	 * @return what it returned
	 * @throws Throwable what it threw; a loss that has replaced what the method threw
	 * carries that as suppressed
	 */
	static @Nullable Object proceed(MethodInvocation invocation, MethodInterceptor proceed) throws Throwable {
		try {
			return proceed.invoke(invocation);
		}
		catch (LockLostException ex) {
			Object failure = ((ProxyMethodInvocation) invocation).getUserAttribute(FAILURE);
			if (failure instanceof Throwable own && own != ex) {
				ex.addSuppressed(own);
			}
			throw ex;
		}
	}

}
