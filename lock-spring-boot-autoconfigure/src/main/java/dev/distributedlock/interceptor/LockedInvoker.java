// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Runs annotated methods under their locks, according to how they tell that their work is
 * done.
 */
@FunctionalInterface
interface LockedInvoker {

	@Nullable Object invoke(LockOperation operation, MethodInvocation invocation) throws Throwable;

}
