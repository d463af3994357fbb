// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockRequest;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.expression.Expression;
import org.springframework.expression.ExpressionException;
import org.springframework.expression.spel.SpelCompilerMode;
import org.springframework.expression.spel.SpelParserConfiguration;
import org.springframework.expression.spel.ast.Literal;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.StandardEvaluationContext;
import org.springframework.util.ObjectUtils;
import org.springframework.util.StringUtils;

/**
 * Parses, checks and evaluates the SpEL expressions of a lock, as {@code @Cacheable} does
 * for its own. Expressions are compiled when they have been evaluated a few times.
 */
final class LockExpressions {

	private static final @Nullable Object[] NO_ARGUMENTS = {};

	private static final int SHOWN_LENGTH = 1000;

	private final SpelParserConfiguration configuration = new SpelParserConfiguration(SpelCompilerMode.MIXED, null);

	private final SpelExpressionParser parser = new SpelExpressionParser(this.configuration);

	/**
	 * Its accessors and their caches are shared by all evaluations.
	 */
	private final StandardEvaluationContext shared = new StandardEvaluationContext();

	private final BeanFactory beanFactory;

	LockExpressions(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		this.shared.setBeanResolver(new BeanFactoryResolver(beanFactory));
	}

	/**
	 * Parse an expression, and verify what it names.
	 * @return the expression, or null if there is none
	 */
	@Nullable Expression parse(Method method, LockParameters parameters, String attribute, String text) {
		if (text.isEmpty()) {
			return null;
		}
		try {
			SpelExpression expression = (SpelExpression) this.parser.parseExpression(text);
			new LockExpressionVerifier(this.beanFactory, this.shared.getTypeLocator(), parameters)
				.verify(expression.getAST());
			return attribute.equals("key") ? new SpelExpression(text,
					ConcatenatedOperand.refuseNullIn(expression.getAST()), this.configuration) : expression;
		}
		catch (ExpressionException ex) {
			throw new InvalidLockDefinitionException(method,
					"the " + attribute + " expression '" + text + "' cannot be parsed: " + ex.getMessage(),
					"Correct the SpEL expression. Text stands in quotes: key = \"'all'\".", ex);
		}
		catch (UnknownNameException ex) {
			throw new InvalidLockDefinitionException(method,
					"the " + attribute + " expression '" + text + "' uses " + ex.getMessage(), ex.action(), null);
		}
	}

	/**
	 * Verify what expressions without variables result in, which is the same in all
	 * calls.
	 */
	void verifyConstants(LockOperation operation) {
		try {
			if (isConstant(operation.condition())) {
				isLocked(operation, this, NO_ARGUMENTS);
			}
			if (isConstant(operation.key())) {
				request(operation, this, NO_ARGUMENTS);
			}
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidLockDefinitionException(operation.method(),
					String.valueOf(ex.getMessage()).replace(place(operation), ""),
					"Correct the expression. To lock the name alone, or always, leave it out.", ex);
		}
	}

	private static boolean isConstant(@Nullable Expression expression) {
		return expression instanceof SpelExpression spel && spel.getAST() instanceof Literal;
	}

	/**
	 * Whether the operation takes the lock in this call.
	 */
	boolean isLocked(LockOperation operation, Object target, @Nullable Object[] arguments) {
		if (operation.condition() == null) {
			return true;
		}
		Object value = evaluate(operation.condition(), operation, target, arguments);
		if (value instanceof Boolean locked) {
			return locked;
		}
		throw invalid(operation, operation.condition(), "must be true or false, but is " + typeOf(value), null);
	}

	/**
	 * The request with the keys of this call.
	 */
	LockRequest request(LockOperation operation, Object target, @Nullable Object[] arguments) {
		Expression key = operation.key();
		if (key == null) {
			return operation.request();
		}
		Object value = evaluate(key, operation, target, arguments);
		try {
			return operation.request().keys(toCollection(value));
		}
		catch (IllegalArgumentException ex) {
			throw invalid(operation, key, "evaluated to " + typeOf(value) + ": " + ex.getMessage(), ex);
		}
	}

	private static Collection<?> toCollection(@Nullable Object value) {
		if (value instanceof Collection<?> collection) {
			return collection;
		}
		return Arrays.asList(ObjectUtils.isArray(value) && !(value instanceof byte[] || value instanceof char[])
				? ObjectUtils.toObjectArray(value) : new @Nullable Object[] { value });
	}

	private @Nullable Object evaluate(Expression expression, LockOperation operation, Object target,
			@Nullable Object[] arguments) {
		LockEvaluationContext context = new LockEvaluationContext(this.shared,
				new LockExpressionRoot(operation.method(), arguments, target), operation.parameters());
		try {
			return expression.getValue(context);
		}
		catch (RuntimeException ex) {
			boolean small = isSmall(ex);
			if (ex instanceof ExpressionException || ex.getClass() == IllegalArgumentException.class || !small) {
				throw invalid(operation, expression,
						"cannot be evaluated: " + StringUtils.truncate(String.valueOf(ex.getMessage()), SHOWN_LENGTH),
						small ? ex : null);
			}
			throw ex;
		}
	}

	/**
	 * Whether a failure can be logged as it is. The text of an argument, which may be of
	 * any length, can be in its message.
	 */
	private static boolean isSmall(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause.getMessage() != null && cause.getMessage().length() > SHOWN_LENGTH) {
				return false;
			}
		}
		return true;
	}

	private static String typeOf(@Nullable Object value) {
		return (value != null) ? "a value of type " + value.getClass().getName() : "null";
	}

	private static String place(LockOperation operation) {
		return "@DistributedLock on " + operation.method() + ": ";
	}

	private static IllegalArgumentException invalid(LockOperation operation, Expression expression, String problem,
			@Nullable Throwable cause) {
		return new IllegalArgumentException(
				place(operation) + "expression '" + expression.getExpressionString() + "' " + problem, cause);
	}

}
