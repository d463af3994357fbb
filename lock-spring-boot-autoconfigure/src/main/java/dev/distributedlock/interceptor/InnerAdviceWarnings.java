// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.aopalliance.aop.Advice;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.Advisor;
import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.framework.Advised;
import org.springframework.cache.annotation.AnnotationCacheOperationSource;
import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.CacheOperationSource;
import org.springframework.cache.interceptor.CacheableOperation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ClassUtils;

/**
 * Warns, once for each method, of advice inside of the lock that one expects outside: a
 * cache that could do without the lock, and a validation that comes too late.
 */
final class InnerAdviceWarnings {

	private static final Log logger = LogFactory.getLog(InnerAdviceWarnings.class);

	private static final String CACHE = "org.springframework.cache.interceptor.AbstractCacheInvoker";

	private static final String VALIDATION = "org.springframework.validation.beanvalidation.MethodValidationInterceptor";

	private static final CacheOperationSource cacheOperations = new AnnotationCacheOperationSource();

	private final Set<String> warned = ConcurrentHashMap.newKeySet();

	void warn(Object bean, Method method, Class<?> type) {
		if (!(bean instanceof Advised advised)) {
			return;
		}
		List<Advisor> advisors = List.of(advised.getAdvisors());
		advisors.stream()
			.dropWhile((advisor) -> !(advisor instanceof DistributedLockAdvisor))
			.filter((advisor) -> matches(advisor, method, type))
			.forEach((advisor) -> warn(advisor.getAdvice().getClass(), method, type));
	}

	private static boolean matches(Advisor advisor, Method method, Class<?> type) {
		return advisor instanceof PointcutAdvisor pointcut && pointcut.getPointcut().getClassFilter().matches(type)
				&& pointcut.getPointcut().getMethodMatcher().matches(method, type);
	}

	private void warn(Class<? extends Advice> advice, Method method, Class<?> type) {
		if (isA(advice, CACHE) && readsCache(method, type)) {
			warn(method,
					"cache (@Cacheable): a call takes the lock even if its value is in the cache, and finds it busy"
							+ " while another call computes a value. Put @Cacheable on a method of another bean that calls this"
							+ " one, or set @EnableCaching(order = Ordered.LOWEST_PRECEDENCE - 200)");
		}
		if (isA(advice, VALIDATION)) {
			warn(method,
					"validation (@Validated): a call with invalid arguments takes the lock before it is refused."
							+ " Validate where the method is called, or declare a MethodValidationPostProcessor with"
							+ " setBeforeExistingAdvisors(true)");
		}
	}

	private static boolean isA(@Nullable Class<?> type, String name) {
		return type != null && (type.getName().equals(name) || isA(type.getSuperclass(), name));
	}

	private static boolean readsCache(Method method, Class<?> type) {
		Collection<CacheOperation> operations = cacheOperations.getCacheOperations(method, type);
		return (operations != null && operations.stream().anyMatch(CacheableOperation.class::isInstance))
				|| MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY)
					.isPresent("javax.cache.annotation.CacheResult");
	}

	private void warn(Method method, String advice) {
		String message = "@DistributedLock on " + ClassUtils.getQualifiedMethodName(method)
				+ " is outside of the method's " + advice;
		if (this.warned.add(message)) {
			logger.warn(message);
		}
	}

}
