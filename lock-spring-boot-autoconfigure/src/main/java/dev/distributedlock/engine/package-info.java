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

/**
 * The one implementation of {@link dev.distributedlock.LockRegistry} and
 * {@link dev.distributedlock.LockTemplate}: waiting, renewal, loss and re-entrancy, over
 * any {@link dev.distributedlock.store.LockStore}.
 * <p>
 * The types are on floors. Each knows those of its own floor and of the floors below,
 * without cycles; a test keeps it so. <pre>
 * 5 scope     work under a lease
 *             DefaultLockTemplate  AsyncLockScopes  AsyncScope  LockScope
 * 4 registry  the door
 *             DefaultLockRegistry  LockRegistryOptions
 * 3 acquire   how a lease comes about
 *             LockAcquirer  AsyncAcquisition  PendingAcquisition
 *             WaitingLines  WaitingLine  WaitingPlace
 * 2 keep      what happens to it meanwhile
 *             LeaseKeeper  LeaseRenewer  LeaseInTransaction  TransactionLeases
 *             PendingReleases  UnusedLockRemoval
 * 1 lease     what it is
 *             Lease  LeaseOwner  LeaseTerms  LeaseDeadline  RenewalSchedule
 *             LeaseHolds  LeaseReference  LossReason  LossListeners
 *             BodyInterrupt  Reentry  LockTransactions
 * 0 ground    clock, threads, counters
 *             EngineTime  Moment  SystemTime  EngineThreads  WorkThreads
 *             RunningWork  Trampoline  AcquisitionIds  LockText  ProcessOwner
 *             LateWork  LateTypes
 * </pre>
 */
@NullMarked
package dev.distributedlock.engine;

import org.jspecify.annotations.NullMarked;
