// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockStoreException;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.LockStore.Subscription;
import dev.distributedlock.store.RequestNotSentException;
import dev.distributedlock.store.redisson.RedisFailures;

/**
 * Stands in for a store that cannot be reached yet. Until it can, operations fail.
 */
final class LateLockStore implements InvocationHandler {

	private volatile @Nullable LockStore store;

	private volatile RuntimeException reason;

	LateLockStore(RuntimeException reason) {
		this.reason = reason;
	}

	LockStore asStore() {
		return (LockStore) Proxy.newProxyInstance(LockStore.class.getClassLoader(),
				new Class<?>[] { LockStore.class, AutoCloseable.class }, this);
	}

	void set(LockStore store) {
		this.store = store;
	}

	void failed(RuntimeException reason) {
		this.reason = reason;
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] args) throws Throwable {
		LockStore current = this.store;
		if (method.getDeclaringClass() == Object.class) {
			return method.invoke(this, args);
		}
		if (current != null) {
			try {
				return method.invoke(current, args);
			}
			catch (InvocationTargetException ex) {
				throw ex.getTargetException();
			}
		}
		return withoutStore(method.getReturnType(), method.getName());
	}

	private @Nullable Object withoutStore(Class<?> answer, String operation) {
		if (answer == Subscription.class) {
			return Subscription.NONE;
		}
		if (operation.equals("close")) {
			return null;
		}
		LockStoreException failure = new RequestNotSentException(
				"No lock could be taken since the application started. " + RedisFailures.describe(this.reason),
				this.reason);
		if (answer == CompletableFuture.class) {
			return CompletableFuture.failedFuture(failure);
		}
		throw failure;
	}

}
