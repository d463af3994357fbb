/*
 * Copyright 2026 the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package dev.distributedlock.interceptor;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.springframework.expression.EvaluationContext;
import org.springframework.expression.spel.ExpressionState;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.InlineList;
import org.springframework.expression.spel.ast.OpPlus;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.StringLiteral;
import org.springframework.expression.spel.ast.VariableReference;

/**
 * What a key expression concatenates with text. SpEL makes null the text "null", so that
 * all calls without a value would have the same lock.
 *
 * @param operands arguments and their properties, which can be looked at without effect
 * @author The Distributed Lock authors
 */
record Concatenation(List<SpelNode> operands) {

	/**
	 * Find what an expression concatenates in each evaluation, and not on a condition.
	 */
	static Concatenation in(SpelNode node) {
		return new Concatenation(concatenated(node).toList());
	}

	private static Stream<SpelNode> concatenated(SpelNode node) {
		if (node instanceof InlineList) {
			return children(node).flatMap(Concatenation::concatenated);
		}
		return (node instanceof OpPlus && leaves(node).anyMatch(StringLiteral.class::isInstance))
				? leaves(node).filter(Concatenation::isPlain) : Stream.empty();
	}

	private static Stream<SpelNode> leaves(SpelNode node) {
		return (node instanceof OpPlus) ? children(node).flatMap(Concatenation::leaves) : Stream.of(node);
	}

	private static boolean isPlain(SpelNode node) {
		return node instanceof VariableReference || (node instanceof CompoundExpression && children(node)
			.allMatch((part) -> part instanceof VariableReference || part instanceof PropertyOrFieldReference));
	}

	private static Stream<SpelNode> children(SpelNode node) {
		return IntStream.range(0, node.getChildCount()).mapToObj(node::getChild);
	}

	/**
	 * Check the values of one evaluation.
	 * @throws IllegalArgumentException if one of them is null
	 */
	void check(EvaluationContext context) {
		for (SpelNode operand : this.operands) {
			if (operand.getValue(new ExpressionState(context)) == null) {
				throw new IllegalArgumentException(operand.toStringAST()
						+ " is null, and would become the text 'null'. For keys of several parts take #lockKey(…)");
			}
		}
	}

}
