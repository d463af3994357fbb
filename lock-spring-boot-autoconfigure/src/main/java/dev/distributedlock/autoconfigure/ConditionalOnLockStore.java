// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Conditional;

/**
 * Matches if locks are to be kept in a certain kind of store, because it was asked for or
 * because it is the only one that there is.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Conditional(OnLockStoreCondition.class)
@interface ConditionalOnLockStore {

	/**
	 * Which kind of store.
	 */
	LockStoreType value();

}
