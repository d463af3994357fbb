// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.sql.autoconfigure.init.OnDatabaseInitializationCondition;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Whether to create a table. An invalid value of the property is none, and is reported
 * when all properties are verified.
 */
class OnTableInitializationCondition extends OnDatabaseInitializationCondition {

	private final String name;

	private final String property;

	OnTableInitializationCondition(String name, String property) {
		super(name, property);
		this.name = name;
		this.property = property;
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		try {
			Binder.get(context.getEnvironment()).bind(this.property, DatabaseInitializationMode.class);
			return super.getMatchOutcome(context, metadata);
		}
		catch (BindException ex) {
			return ConditionOutcome.noMatch(
					ConditionMessage.forCondition(this.name + "Initialization").because(this.property + " is invalid"));
		}
	}

}
