// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.lang.reflect.Method;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockKey;

import org.springframework.expression.BeanResolver;
import org.springframework.expression.ConstructorResolver;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.IndexAccessor;
import org.springframework.expression.MethodResolver;
import org.springframework.expression.OperatorOverloader;
import org.springframework.expression.PropertyAccessor;
import org.springframework.expression.TypeComparator;
import org.springframework.expression.TypeConverter;
import org.springframework.expression.TypeLocator;
import org.springframework.expression.TypedValue;
import org.springframework.util.ClassUtils;

/**
 * What the expressions of one call see: the arguments as variables, and all else shared
 * with other calls. Does what Spring's own context for methods does, which copies the
 * arguments for each call, at several times the cost of the expression itself.
 */
final class LockEvaluationContext implements EvaluationContext {

	/**
	 * The function that joins the parts of a key.
	 */
	static final String LOCK_KEY = "lockKey";

	private static final Method lockKey = ClassUtils.getMethod(LockKey.class, "of", Object[].class);

	private final EvaluationContext shared;

	private final LockExpressionRoot root;

	private final LockParameters parameters;

	LockEvaluationContext(EvaluationContext shared, LockExpressionRoot root, LockParameters parameters) {
		this.shared = shared;
		this.root = root;
		this.parameters = parameters;
	}

	@Override
	public TypedValue getRootObject() {
		return new TypedValue(this.root);
	}

	@Override
	public @Nullable Object lookupVariable(String name) {
		Integer position = this.parameters.position(name);
		return (position != null) ? this.root.getArgs()[position] : name.equals(LOCK_KEY) ? lockKey : null;
	}

	@Override
	public void setVariable(String name, @Nullable Object value) {
		throw new UnsupportedOperationException("The expressions of a lock cannot set variables");
	}

	@Override
	public boolean isAssignmentEnabled() {
		return false;
	}

	@Override
	public List<PropertyAccessor> getPropertyAccessors() {
		return this.shared.getPropertyAccessors();
	}

	@Override
	public List<IndexAccessor> getIndexAccessors() {
		return this.shared.getIndexAccessors();
	}

	@Override
	public List<ConstructorResolver> getConstructorResolvers() {
		return this.shared.getConstructorResolvers();
	}

	@Override
	public List<MethodResolver> getMethodResolvers() {
		return this.shared.getMethodResolvers();
	}

	@Override
	public @Nullable BeanResolver getBeanResolver() {
		return this.shared.getBeanResolver();
	}

	@Override
	public TypeLocator getTypeLocator() {
		return this.shared.getTypeLocator();
	}

	@Override
	public TypeConverter getTypeConverter() {
		return this.shared.getTypeConverter();
	}

	@Override
	public TypeComparator getTypeComparator() {
		return this.shared.getTypeComparator();
	}

	@Override
	public OperatorOverloader getOperatorOverloader() {
		return this.shared.getOperatorOverloader();
	}

}
