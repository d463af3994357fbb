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

import java.lang.reflect.Method;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.transaction.NoTransactionException;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;

/**
 * Keeps locks out of reactive transactions: a lock that ended before the commit would
 * protect nothing. Not loaded in applications without transactions.
 *
 * @author The Distributed Lock authors
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
