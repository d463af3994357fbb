// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.redisson;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.redisson.api.RedissonClient;

import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockRecord;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.RenewalResult;
import dev.distributedlock.store.WaitTime;

/**
 * Keeps locks in Redis or Valkey: a single server, a master that Sentinel watches, or a
 * cluster.
 * <p>
 * All locks of one name are on one master of a cluster, so that several of them can be
 * taken at once.
 *
 * @since 0.1.0
 */
public final class RedissonLockStore implements LockStore, AutoCloseable {

	/**
	 * Whoever waits longer asks again meanwhile.
	 */
	private static final Duration LONGEST_MARK = Duration.ofMinutes(10);

	private final LockScripts scripts;

	private final Renewals renewals;

	private final WakeUps wakeUps;

	private final LockSearch search;

	private final Duration operationTimeout;

	/**
	 * Create a new store. Does not connect.
	 * @param client the client, which the store does not shut down
	 * @param options how to keep locks
	 */
	public RedissonLockStore(RedissonClient client, RedissonLockStoreOptions options) {
		boolean cluster = client.getConfig().isClusterConfig();
		this.scripts = new LockScripts(client, options);
		this.renewals = new Renewals(this.scripts, cluster, options.operationTimeout());
		this.wakeUps = new WakeUps(client, this.scripts, WakeUpChannel.IDLE_TIME);
		this.operationTimeout = options.operationTimeout();
		this.search = new LockSearch(client, this.scripts, cluster, options.operationTimeout());
	}

	@Override
	public AcquireResult acquire(Acquisition acquisition, Duration leaseTime, WaitTime waitTime) {
		return this.scripts.await("acquire", ask(acquisition, leaseTime, waitTime));
	}

	@Override
	public CompletableFuture<AcquireResult> acquireAsync(Acquisition acquisition, Duration leaseTime, WaitTime waitTime,
			Executor blocking) {
		return this.scripts.bound("acquire", ask(acquisition, leaseTime, waitTime));
	}

	private CompletableFuture<AcquireResult> ask(Acquisition acquisition, Duration leaseTime, WaitTime waitTime) {
		if (waitTime.isOver()) {
			return askOnce(acquisition, leaseTime).thenApply(RedissonLockStore::toAcquireResult);
		}
		return MovingSlots
			.orElse(askAndRegister(acquisition, leaseTime, waitTime), () -> askOnce(acquisition, leaseTime))
			.thenApply((reply) -> {
				AcquireResult result = toAcquireResult(reply);
				if (result instanceof AcquireResult.Busy) {
					this.wakeUps.refused(acquisition.locks(), reply.get(3).equals(1L));
					this.wakeUps.answered((String) reply.get(4));
				}
				return result;
			});
	}

	private CompletableFuture<List<Object>> askOnce(Acquisition acquisition, Duration leaseTime) {
		return MovingSlots.insist(() -> this.scripts.call(LockScript.ACQUIRE, LockBuckets.keys(acquisition.locks()),
				acquisition.id(), acquisition.owner(), Micros.of(leaseTime)), this.operationTimeout);
	}

	private CompletableFuture<List<Object>> askAndRegister(Acquisition acquisition, Duration leaseTime,
			WaitTime waitTime) {
		List<LockId> locks = acquisition.locks();
		List<Object> args = new ArrayList<>(List.of(acquisition.id(), acquisition.owner(), Micros.of(leaseTime),
				this.wakeUps.channel().name(), Micros.of(waitTime.elapsed()),
				Math.min(waitTime.remaining().toMillis() + 1, LONGEST_MARK.toMillis())));
		args.addAll(locks);
		return this.scripts.call(LockScript.ACQUIRE, LockBuckets.keysAndWaiters(locks), args.toArray());
	}

	/**
	 * That an acquisition is over is as good a reason to try again at once as a grant
	 * that ends now.
	 */
	private static AcquireResult toAcquireResult(List<Object> reply) {
		if (reply.size() == 2) {
			return new AcquireResult.Granted((Long) reply.get(0), Micros.toDuration(reply.get(1)));
		}
		return new AcquireResult.Busy(LockSearch.toHolder(reply, 0));
	}

	@Override
	public List<RenewalResult> renew(List<Renewal> renewals) {
		return this.scripts.await("renew", this.renewals.renew(renewals));
	}

	@Override
	public CompletableFuture<List<RenewalResult>> renewAsync(List<Renewal> renewals, Executor blocking) {
		return this.renewals.renew(renewals);
	}

	@Override
	public ReleaseOutcome release(Acquisition acquisition, Duration minHoldTime) {
		return this.scripts.await("release", giveBack(acquisition, minHoldTime));
	}

	@Override
	public CompletableFuture<ReleaseOutcome> releaseAsync(Acquisition acquisition, Duration minHoldTime,
			Executor blocking) {
		return this.scripts.bound("release", giveBack(acquisition, minHoldTime));
	}

	private CompletableFuture<ReleaseOutcome> giveBack(Acquisition acquisition, Duration minHoldTime) {
		List<LockId> locks = acquisition.locks();
		List<Object> args = new ArrayList<>(List.of(acquisition.id(), Micros.of(minHoldTime)));
		args.addAll(locks);
		return MovingSlots
			.orElse(this.scripts.call(LockScript.RELEASE, LockBuckets.keysAndWaiters(locks), args.toArray())
				.thenApply(this::isTrue), () -> giveBackEach(acquisition, minHoldTime))
			.thenApply((released) -> released ? ReleaseOutcome.RELEASED : ReleaseOutcome.NOT_HELD);
	}

	/**
	 * Waiters are not notified then. They poll.
	 */
	private CompletableFuture<Boolean> giveBackEach(Acquisition acquisition, Duration minHoldTime) {
		return MovingSlots
			.all(acquisition.locks()
				.stream()
				.map((lock) -> this.scripts
					.call(LockScript.RELEASE, LockBuckets.keys(List.of(lock)), acquisition.id(), Micros.of(minHoldTime),
							lock)
					.thenApply(this::isTrue))
				.toList())
			.thenApply((released) -> !released.contains(false));
	}

	@Override
	public boolean forceRelease(LockId lock) {
		return this.scripts.await("force a release", MovingSlots
			.orElse(this.scripts.call(LockScript.FORCE_RELEASE, LockBuckets.keysAndWaiters(List.of(lock)), lock),
					() -> this.scripts.call(LockScript.FORCE_RELEASE, LockBuckets.keys(List.of(lock)), lock))
			.thenApply(this::isTrue));
	}

	private boolean isTrue(List<Object> reply) {
		this.wakeUps.answered((String) reply.get(1));
		return reply.get(0).equals(1L);
	}

	@Override
	public List<LockRecord> find(Collection<LockId> locks) {
		return this.search.find(locks);
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * Scans the keys of all masters, for each page: for people and tools, not for
	 * applications. May go by what a replica knows of the keys.
	 */
	@Override
	public List<LockRecord> list(@Nullable LockId after, int limit) {
		return this.search.list(after, limit);
	}

	@Override
	public Subscription subscribe(Collection<LockId> locks, Runnable listener) {
		return this.wakeUps.subscribe(locks, listener);
	}

	/**
	 * Asks the server whether it lets locks notify waiters, and logs a warning if it does
	 * not. Waiters poll then.
	 * @return whether waiters are notified of releases
	 * @throws dev.distributedlock.LockStoreException if the server did not answer
	 */
	public boolean checkNotifications() {
		return this.scripts.await("check notifications", this.wakeUps.echo());
	}

	/**
	 * Stop listening for releases.
	 */
	@Override
	public void close() {
		this.wakeUps.channel().close();
	}

}
