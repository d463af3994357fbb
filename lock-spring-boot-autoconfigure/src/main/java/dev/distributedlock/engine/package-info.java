// SPDX-License-Identifier: Apache-2.0

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
 *             WaitingLines  WaitingLine  WaitingPlace  WaitTimes
 * 2 keep      what happens to it meanwhile
 *             LeaseKeeper  LeaseRenewer  LeaseInTransaction  TransactionLeases
 *             PendingReleases  UnusedLockRemoval
 * 1 lease     what it is
 *             Lease  LeaseOwner  LeaseTerms  LeaseDeadline  RenewalSchedule
 *             LeaseHolds  LeaseReference  LossReason  LossListeners
 *             BodyInterrupt  Reentry  LockTransactions
 * 0 ground    clock, threads, counters
 *             EngineTime  Moment  SystemTime  EngineThreads  WorkThreads
 *             RunningWork  Trampoline  AcquisitionIds  AcquisitionPlaces
 *             LockText  ProcessOwner  LateWork  LateTypes
 * </pre>
 */
@NullMarked
package dev.distributedlock.engine;

import org.jspecify.annotations.NullMarked;
