// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.lang.reflect.Method;

import org.aopalliance.aop.Advice;

import dev.distributedlock.DistributedLock;
import dev.distributedlock.LockKey;

import org.springframework.aop.ClassFilter;
import org.springframework.aop.Pointcut;
import org.springframework.aop.support.AbstractPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.annotation.RegisterReflection;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotationUtils;

/**
 * Applies {@link DistributedLock @DistributedLock}. Its default order puts the lock
 * around transactions and caches: a lock that ended before the commit would protect
 * nothing.
 *
 * @since 0.1.0
 */
@RegisterReflection(classes = { LockExpressionRoot.class, LockKey.class },
		memberCategories = MemberCategory.INVOKE_PUBLIC_METHODS)
public final class DistributedLockAdvisor extends AbstractPointcutAdvisor
		implements ApplicationListener<ContextClosedEvent> {

	/**
	 * Order that is outside of transactions, which have the lowest precedence.
	 */
	public static final int DEFAULT_ORDER = Ordered.LOWEST_PRECEDENCE - 100;

	private final transient Pointcut pointcut = new LockPointcut();

	private final transient LockOperationSource operations;

	private final transient LockTemplates templates;

	private final transient ConfigurableListableBeanFactory beanFactory;

	private final transient LockedCalls calls;

	private final transient DistributedLockInterceptor advice;

	/**
	 * Create a new advisor.
	 * @param beanFactory knows the registries, which are looked up when they are needed
	 * @param order place among the advisors
	 */
	public DistributedLockAdvisor(ConfigurableListableBeanFactory beanFactory, int order) {
		this.beanFactory = beanFactory;
		LockExpressions expressions = new LockExpressions(beanFactory);
		this.operations = new LockOperationSource(beanFactory, expressions);
		this.templates = new LockTemplates(beanFactory);
		this.calls = new LockedCalls(expressions, this.templates);
		this.advice = new DistributedLockInterceptor(this.operations, this.calls);
		setOrder(order);
	}

	@Override
	public Pointcut getPointcut() {
		return this.pointcut;
	}

	@Override
	public Advice getAdvice() {
		return this.advice;
	}

	/**
	 * Schedulers may go on for a while after this, and take no locks any more. Events of
	 * other contexts arrive here too.
	 */
	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		if (event.getApplicationContext().getAutowireCapableBeanFactory() == this.beanFactory) {
			this.calls.stopScheduledWork();
		}
	}

	LockOperationSource operations() {
		return this.operations;
	}

	LockTemplates templates() {
		return this.templates;
	}

	private static final class LockPointcut extends StaticMethodMatcherPointcut {

		LockPointcut() {
			setClassFilter(new CandidateFilter());
		}

		@Override
		public boolean matches(Method method, Class<?> targetClass) {
			return LockOperationSource.isLocked(method, targetClass);
		}

	}

	private static final class CandidateFilter implements ClassFilter {

		@Override
		public boolean matches(Class<?> type) {
			return AnnotationUtils.isCandidateClass(type, DistributedLock.class);
		}

	}

}
