// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.expression.EvaluationException;
import org.springframework.expression.TypeLocator;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.BeanReference;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.ConstructorReference;
import org.springframework.expression.spel.ast.FunctionReference;
import org.springframework.expression.spel.ast.Indexer;
import org.springframework.expression.spel.ast.InlineMap;
import org.springframework.expression.spel.ast.MethodReference;
import org.springframework.expression.spel.ast.Projection;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.Selection;
import org.springframework.expression.spel.ast.TypeReference;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Verifies what an expression names: parameters, properties of {@code #root}, beans and
 * types. What does not exist would be null or an error in some call; null may mean no
 * lock, or one lock for all.
 */
final class LockExpressionVerifier {

	private static final String COMPILER_ACTION = """
			Compile the class with the option -parameters:

			    Maven:   <parameters>true</parameters> in the configuration of maven-compiler-plugin
			             (spring-boot-starter-parent has it)
			    Gradle:  options.compilerArgs.add("-parameters") for JavaCompile tasks
			             (the plugin of Spring Boot has it)
			    Kotlin:  javaParameters = true in compilerOptions
			    IDE:     delegate the build to Maven or Gradle, or add -parameters to the compiler's options

			Or use positions instead of names: #p0, #p1.""";

	private final BeanFactory beanFactory;

	private final TypeLocator types;

	private final LockParameters parameters;

	LockExpressionVerifier(BeanFactory beanFactory, TypeLocator types, LockParameters parameters) {
		this.beanFactory = beanFactory;
		this.types = types;
		this.parameters = parameters;
	}

	/**
	 * Verify an expression.
	 * @param node the root of its tree
	 * @throws UnknownNameException if it names something that does not exist
	 */
	void verify(SpelNode node) {
		verify(node, true, true);
	}

	/**
	 * Verify a node and all below it.
	 * @param onRoot whether the node is evaluated on {@code #root}
	 * @param inRoot whether the arguments of the node are: not within a projection or a
	 * selection
	 */
	private void verify(SpelNode node, boolean onRoot, boolean inRoot) {
		verifyName(node);
		if (onRoot) {
			verifyMember(node);
		}
		if (node instanceof CompoundExpression) {
			verifyChain(node, onRoot, inRoot);
		}
		else {
			boolean scope = inRoot && !(node instanceof Projection || node instanceof Selection);
			IntStream.range(0, node.getChildCount())
				.filter((i) -> !isKey(node, i))
				.forEach((i) -> verify(node.getChild(i), scope, scope));
		}
	}

	/**
	 * Each part of a chain is evaluated on the one before.
	 */
	private void verifyChain(SpelNode chain, boolean onRoot, boolean inRoot) {
		for (int i = 0; i < chain.getChildCount(); i++) {
			boolean afterRoot = i == 1
					&& (isVariable(chain.getChild(0), "#root") || (inRoot && isVariable(chain.getChild(0), "#this")));
			verify(chain.getChild(i), (i == 0) ? onRoot : afterRoot, inRoot);
		}
	}

	private static boolean isVariable(SpelNode node, String name) {
		return node instanceof VariableReference && node.toStringAST().equals(name);
	}

	/**
	 * A bare name is text where a map is read, or as the first of two where one is
	 * written.
	 */
	private static boolean isKey(SpelNode node, int child) {
		return node.getChild(child) instanceof PropertyOrFieldReference
				&& (node instanceof Indexer || (node instanceof InlineMap && child % 2 == 0));
	}

	private void verifyName(SpelNode node) {
		if (node instanceof VariableReference) {
			verifyVariable(node.toStringAST());
		}
		else if (node instanceof FunctionReference) {
			verifyFunction(node.toStringAST());
		}
		else if (node instanceof BeanReference && !this.beanFactory.containsBean(beanName(node.toStringAST()))) {
			throw new UnknownNameException(node.toStringAST() + ", and there is no bean of that name",
					"Correct the name, or declare the bean.");
		}
		else if (node instanceof TypeReference || node instanceof ConstructorReference) {
			verifyType(node.getChild(0).toStringAST());
		}
	}

	private void verifyFunction(String call) {
		String name = call.substring(1, call.indexOf('('));
		if (!name.equals(LockEvaluationContext.LOCK_KEY)) {
			throw new UnknownNameException("the function " + call,
					"The only function is #lockKey(…). Call a method of a bean (@bean.method(…)) or of a type"
							+ " (T(com.example.Keys).of(…)).");
		}
		if (this.parameters.position(name) != null) {
			throw new UnknownNameException("the function " + call + ", but a parameter has its name",
					"Rename the parameter, or write T(dev.distributedlock.LockKey).of(…).");
		}
	}

	/**
	 * The name of a bean is written as @name, @'na.me' or &factory.
	 */
	private static String beanName(String reference) {
		String name = reference.startsWith("@") ? reference.substring(1) : reference;
		return StringUtils.trimLeadingCharacter(StringUtils.trimTrailingCharacter(name, '\''), '\'');
	}

	private void verifyVariable(String variable) {
		if (variable.equals("#root") || variable.equals("#this")
				|| this.parameters.position(variable.substring(1)) != null) {
			return;
		}
		if (this.parameters.areNamed()) {
			throw new UnknownNameException(variable + ", but the method's parameters are " + this.parameters,
					"Use the name of a parameter, its position (#p0) or #root.");
		}
		throw new UnknownNameException(
				variable + ", but the names of its parameters are unknown: its class was compiled without -parameters",
				COMPILER_ACTION);
	}

	private void verifyType(String name) {
		try {
			if (ClassUtils.resolvePrimitiveClassName(name) == null) {
				this.types.findType(name);
			}
		}
		catch (EvaluationException ex) {
			throw new UnknownNameException("the type " + name + ", which is not on the class path",
					"Correct the name; types outside of java.lang need their package.");
		}
	}

	private void verifyMember(SpelNode node) {
		if (node instanceof PropertyOrFieldReference property) {
			String name = property.getName();
			if (!isProperty(name)) {
				throw unknownMember(name, name);
			}
		}
		else if (node instanceof MethodReference method && !isMethod(method)) {
			throw unknownMember(method.toStringAST(), null);
		}
	}

	private static boolean isProperty(String name) {
		return BeanUtils.getPropertyDescriptor(LockExpressionRoot.class, StringUtils.uncapitalize(name)) != null;
	}

	private static boolean isMethod(MethodReference reference) {
		return Stream.of(LockExpressionRoot.class.getMethods())
			.anyMatch((method) -> method.getName().equals(reference.getName())
					&& method.getParameterCount() == reference.getChildCount());
	}

	private UnknownNameException unknownMember(String member, @Nullable String name) {
		boolean parameter = name != null && this.parameters.position(name) != null;
		return new UnknownNameException(
				member + ", which is none of #root's properties args, method, methodName, target, targetClass",
				(parameter ? "Write #" + name + " for the parameter" : "Write # before the name of a parameter")
						+ ", @ before that of a bean, and text in quotes: '" + ((name != null) ? name : "text") + "'.");
	}

}
