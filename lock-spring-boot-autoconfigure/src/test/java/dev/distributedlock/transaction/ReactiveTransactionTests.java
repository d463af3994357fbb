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

package dev.distributedlock.transaction;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import dev.distributedlock.LockLease;
import dev.distributedlock.LockLostException;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockTemplate;
import dev.distributedlock.OnLost;
import dev.distributedlock.engine.DefaultLockRegistry;
import dev.distributedlock.engine.DefaultLockTemplate;
import dev.distributedlock.engine.LockRegistryOptions;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.local.LocalLockStore;

import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.reactive.AbstractReactiveTransactionManager;
import org.springframework.transaction.reactive.GenericReactiveTransaction;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import org.springframework.transaction.reactive.TransactionalOperator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of reactive transactions that begin under locks.
 *
 * @author The Distributed Lock authors
 */
class ReactiveTransactionTests {

	private static final LockRequest REQUEST = LockRequest.of("job").onLost(OnLost.NOTIFY);

	private final LocalLockStore store = new LocalLockStore();

	private final LockTemplate locks = new DefaultLockTemplate(
			new DefaultLockRegistry(this.store, LockRegistryOptions.of("app"), (event) -> {
			}));

	private final RecordingManager manager = new RecordingManager();

	@BeforeEach
	void listen() {
		new LockTransactionListenerRegistrar().postProcessBeforeInitialization(this.manager, "manager");
	}

	private void runInTransaction(Runnable work) {
		TransactionalOperator.create(this.manager).transactional(Mono.fromRunnable(work)).block();
	}

	@Test
	void aTransactionCommitsWhileTheLockIsHeld() {
		this.locks.executeWithoutResult(REQUEST, (lease) -> runInTransaction(() -> {
		}));
		assertThat(this.manager.calls).containsExactly("begin", "commit");
	}

	@Test
	void aTransactionRollsBackIfTheLockIsKnownToBeLost() {
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> this.locks.executeWithoutResult(REQUEST, (lease) -> runInTransaction(() -> lose(lease))));
		assertThat(this.manager.calls).containsExactly("begin", "rollback");
	}

	private void lose(LockLease lease) {
		this.store.forceRelease(LockId.of("app", "job", null));
		assertThat(lease.verify()).isFalse();
	}

	@Test
	void aTransactionThatBeganUnderNoLockIsLeftAlone() {
		runInTransaction(() -> {
		});
		assertThat(this.manager.calls).containsExactly("begin", "commit");
	}

	private static final class RecordingManager extends AbstractReactiveTransactionManager {

		private final List<String> calls = new ArrayList<>();

		@Override
		protected Object doGetTransaction(TransactionSynchronizationManager synchronizationManager) {
			return new Object();
		}

		@Override
		protected Mono<Void> doBegin(TransactionSynchronizationManager synchronizationManager, Object transaction,
				TransactionDefinition definition) {
			return Mono.fromRunnable(() -> this.calls.add("begin"));
		}

		@Override
		protected Mono<Void> doCommit(TransactionSynchronizationManager synchronizationManager,
				GenericReactiveTransaction status) {
			return Mono.fromRunnable(() -> this.calls.add("commit"));
		}

		@Override
		protected Mono<Void> doRollback(TransactionSynchronizationManager synchronizationManager,
				GenericReactiveTransaction status) {
			return Mono.fromRunnable(() -> this.calls.add("rollback"));
		}

	}

}
