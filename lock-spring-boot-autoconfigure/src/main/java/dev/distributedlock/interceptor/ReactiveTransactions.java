// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.lang.reflect.Method;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.transaction.NoTransactionException;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;

/**
 * Keeps locks out of reactive transactions: a lock that ended before the commit would
 * protect nothing. Not loaded in applications without transactions.
 */
final class ReactiveTransactions {

	private ReactiveTransactions() {
	}

	/**
	 * Return what fails inside of a transaction instead of doing the work.
	 */
	static Flux<Object> outside(Method method, Flux<Object> work) {
		return isActive().flatMapMany((active) -> active ? Flux.error(inside(method)) : work);
	}

	/**
	 * In the callbacks after the completion of a transaction, which still counts as
	 * active, there are no synchronizations any more.
	 */
	private static Mono<Boolean> isActive() {
		return TransactionSynchronizationManager.forCurrentTransaction()
			.map((transaction) -> transaction.isActualTransactionActive() && transaction.isSynchronizationActive())
			.onErrorReturn(NoTransactionException.class, false);
	}

	private static IllegalStateException inside(Method method) {
		return new IllegalStateException("@DistributedLock on " + method + " is called inside of a reactive"
				+ " transaction, and the lock would be released before that commits: take the lock first, on the"
				+ " method that begins the transaction or around its call");
	}

}
