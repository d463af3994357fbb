// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockRequest;

import org.springframework.core.ResolvableType;
import org.springframework.expression.Expression;

/**
 * What a {@link dev.distributedlock.DistributedLock @DistributedLock} says, resolved once
 * for each method.
 *
 * @param method the most specific method
 * @param returns what it returns, with the generics of the class that it is called on
 * @param open whether that leaves open what it contains
 * @param completion how it tells that its work is done
 * @param parameters what its expressions call its parameters
 * @param request what to lock, but for the keys
 * @param key computes the keys, null if the name alone is locked
 * @param condition tells whether to lock, null to lock always
 * @param skip whether a call that finds the lock busy returns instead of failing
 * @param scheduled whether the method is called by a scheduler
 * @param registry bean name of the registry, empty for the primary one
 */
record LockOperation(Method method, ResolvableType returns, boolean open, Completion completion,
		LockParameters parameters, LockRequest request, @Nullable Expression key, @Nullable Expression condition,
		boolean skip, boolean scheduled, String registry) {
}
