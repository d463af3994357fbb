// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import org.springframework.expression.TypedValue;
import org.springframework.expression.spel.ExpressionState;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.Elvis;
import org.springframework.expression.spel.ast.InlineList;
import org.springframework.expression.spel.ast.OpPlus;
import org.springframework.expression.spel.ast.Projection;
import org.springframework.expression.spel.ast.SpelNodeImpl;
import org.springframework.expression.spel.ast.Ternary;

/**
 * An operand of {@code +} in a key expression. SpEL makes null the text "null", so that
 * all calls without a value would have the same lock. Not compiled, because the
 * compiler's code does so too.
 */
final class ConcatenatedOperand extends SpelNodeImpl {

	private ConcatenatedOperand(SpelNodeImpl operand) {
		super(operand.getStartPosition(), operand.getEndPosition(), operand);
	}

	/**
	 * Return an expression that refuses null as an operand. What is in the arguments of
	 * methods stays as it is.
	 * @param node the expression
	 * @return the same node if there is nothing to refuse
	 */
	static SpelNodeImpl refuseNullIn(SpelNode node) {
		SpelNodeImpl original = (SpelNodeImpl) node;
		SpelNodeImpl[] children = new SpelNodeImpl[node.getChildCount()];
		boolean changed = node instanceof OpPlus;
		for (int i = 0; i < children.length; i++) {
			SpelNodeImpl child = refuseNullIn(node.getChild(i));
			changed |= child != node.getChild(i);
			children[i] = (node instanceof OpPlus && !(child instanceof OpPlus)) ? new ConcatenatedOperand(child)
					: child;
		}
		return changed ? copy(original, children) : original;
	}

	private static SpelNodeImpl copy(SpelNodeImpl node, SpelNodeImpl[] children) {
		int start = node.getStartPosition();
		int end = node.getEndPosition();
		if (node instanceof OpPlus) {
			return new OpPlus(start, end, children);
		}
		if (node instanceof Ternary) {
			return new Ternary(start, end, children);
		}
		if (node instanceof Elvis) {
			return new Elvis(start, end, children);
		}
		if (node instanceof InlineList) {
			return new InlineList(start, end, children);
		}
		if (node instanceof Projection projection) {
			return new Projection(projection.isNullSafe(), start, end, children[0]);
		}
		return (node instanceof CompoundExpression) ? new CompoundExpression(start, end, children) : node;
	}

	@Override
	public TypedValue getValueInternal(ExpressionState state) {
		TypedValue value = this.children[0].getValueInternal(state);
		if (value.getValue() == null) {
			throw new IllegalArgumentException(toStringAST()
					+ " is null, and would become the text 'null'. For keys of several parts take #lockKey(…)");
		}
		return value;
	}

	@Override
	public String toStringAST() {
		return this.children[0].toStringAST();
	}

}
