// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.DistributedLock;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockSettings;
import dev.distributedlock.OnBusy;
import dev.distributedlock.engine.LateWork;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.MethodClassKey;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.expression.Expression;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.Schedules;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;
import org.springframework.util.StringValueResolver;

/**
 * Finds and resolves what {@link DistributedLock @DistributedLock} says on a method, once
 * for each method.
 */
final class LockOperationSource {

	/**
	 * A variable or a placeholder for one: all calls would have the same lock. A number
	 * may follow {@code #}.
	 */
	private static final Pattern EXPRESSION = Pattern
		.compile("(?<!\\p{javaJavaIdentifierPart})#\\p{javaJavaIdentifierStart}|#\\{|\\{.*}");

	private static final List<String> TIMES = List.of("waitTime", "leaseTime", "minHoldTime", "maxHoldTime");

	private final Map<MethodClassKey, LockOperation> operations = new ConcurrentHashMap<>();

	/**
	 * Resolves placeholders, and no expressions.
	 */
	private final StringValueResolver resolver;

	private final LockExpressions expressions;

	LockOperationSource(ConfigurableBeanFactory beanFactory, LockExpressions expressions) {
		this.resolver = beanFactory::resolveEmbeddedValue;
		this.expressions = expressions;
	}

	static boolean isLocked(Method method, @Nullable Class<?> targetClass) {
		return LockedMethod.find(method, targetClass) != null;
	}

	/**
	 * Return the operation of an annotated method.
	 * @throws InvalidLockDefinitionException if what the annotation says cannot work
	 */
	LockOperation get(Method method, Class<?> targetClass) {
		MethodClassKey key = new MethodClassKey(method, targetClass);
		LockOperation operation = this.operations.get(key);
		return (operation != null) ? operation : this.operations.computeIfAbsent(key,
				(newKey) -> resolve(LockedMethod.find(method, targetClass), targetClass));
	}

	/**
	 * Return the names of the locks of all operations up to now.
	 */
	SortedSet<String> lockNames() {
		return this.operations.values()
			.stream()
			.map((operation) -> operation.request().name())
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private LockOperation resolve(@Nullable LockedMethod locked, Class<?> targetClass) {
		Assert.state(locked != null, "The method has no @DistributedLock");
		Method method = locked.method();
		DistributedLock annotation = locked.annotation();
		boolean scheduled = AnnotatedElementUtils.isAnnotated(method, Scheduled.class)
				|| AnnotatedElementUtils.isAnnotated(method, Schedules.class);
		boolean skip = (annotation.onBusy() == OnBusy.DEFAULT) ? scheduled : annotation.onBusy() == OnBusy.SKIP;
		Completion completion = ReturnTypes.completion(locked, targetClass, skip);
		if (scheduled && completion == Completion.STAGE) {
			throw new InvalidLockDefinitionException(method,
					"it is scheduled and returns a future, which nobody looks at: failures would not be told",
					"Do the work before the method returns, or return a Mono<Void>.", null);
		}
		LockRequest request = LockRequest.of(name(method, annotation))
			.settings(settings(method, annotation, scheduled));
		LockParameters parameters = new LockParameters(locked);
		ResolvableType returns = ReturnTypes.of(method, targetClass);
		if (skip) {
			SkippedCalls.verify(locked, returns, completion, annotation.onBusy() == OnBusy.SKIP);
		}
		LockOperation operation = new LockOperation(method, returns, LateWork.isOpen(returns), completion, parameters,
				request, expression(method, parameters, "key", annotation.key()),
				expression(method, parameters, "condition", annotation.condition()), skip, scheduled,
				resolve(method, "registry", annotation.registry()));
		this.expressions.verifyConstants(operation);
		return operation;
	}

	private @Nullable Expression expression(Method method, LockParameters parameters, String attribute, String text) {
		return this.expressions.parse(method, parameters, attribute, resolve(method, attribute, text));
	}

	private String name(Method method, DistributedLock annotation) {
		String name = resolve(method, "name", annotation.name());
		if (!StringUtils.hasText(name)) {
			throw new InvalidLockDefinitionException(method, "its name is blank",
					"Name what is locked: @DistributedLock(name = \"…\").", null);
		}
		if (EXPRESSION.matcher(name).find()) {
			throw new InvalidLockDefinitionException(method, "its name contains an expression: " + name,
					"Use a constant as the name, and the attribute 'key' for what varies from call to call.", null);
		}
		return name;
	}

	private LockSettings settings(Method method, DistributedLock annotation, boolean scheduled) {
		try {
			Duration waitTime = duration(method, "waitTime", annotation.waitTime());
			return LockSettings.NONE.withWaitTime((waitTime == null && scheduled) ? Duration.ZERO : waitTime)
				.withLeaseTime(duration(method, "leaseTime", annotation.leaseTime()))
				.withRenew(annotation.renew() ? null : Boolean.FALSE)
				.withMinHoldTime(duration(method, "minHoldTime", annotation.minHoldTime()))
				.withMaxHoldTime(duration(method, "maxHoldTime", annotation.maxHoldTime()))
				.withOnLost(annotation.onLost());
		}
		catch (IllegalArgumentException ex) {
			String problem = String.valueOf(ex.getMessage());
			String attributes = TIMES.stream().filter(problem::contains).collect(Collectors.joining("' or '"));
			throw new InvalidLockDefinitionException(method, problem,
					"Correct the attribute '" + attributes + "' of the annotation.", ex);
		}
	}

	private @Nullable Duration duration(Method method, String attribute, String text) {
		String value = resolve(method, attribute, text);
		if (!StringUtils.hasText(value)) {
			return null;
		}
		try {
			if (!value.matches("[+-]?\\d+")) {
				return DurationFormatterUtils.detectAndParse(value);
			}
		}
		catch (IllegalArgumentException ex) {
			throw invalidDuration(method, attribute, value, ex);
		}
		throw invalidDuration(method, attribute, value, null);
	}

	private static InvalidLockDefinitionException invalidDuration(Method method, String attribute, String value,
			@Nullable Throwable cause) {
		return new InvalidLockDefinitionException(method, attribute + " '" + value + "' is not a duration",
				"Write a number with a unit, such as 500ms, 30s, 2m or 1h, or an ISO-8601 duration such as PT30S.",
				cause);
	}

	private String resolve(Method method, String attribute, String text) {
		String resolved;
		try {
			resolved = text.isEmpty() ? text : this.resolver.resolveStringValue(text);
		}
		catch (IllegalArgumentException ex) {
			throw unresolved(method, attribute, text, ex);
		}
		if (resolved != null && resolved.contains("${")) {
			throw unresolved(method, attribute, text, null);
		}
		return (resolved != null) ? resolved.trim() : "";
	}

	private static InvalidLockDefinitionException unresolved(Method method, String attribute, String text,
			@Nullable Throwable cause) {
		return new InvalidLockDefinitionException(method,
				"its " + attribute + " '" + text + "' has a placeholder that cannot be resolved"
						+ ((cause != null) ? ": " + cause.getMessage() : ""),
				"Set the property, or give a default: ${name:default}.", cause);
	}

}
