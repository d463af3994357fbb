// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockSettings;
import dev.distributedlock.OnLost;
import dev.distributedlock.engine.LockRegistryOptions;
import dev.distributedlock.interceptor.DistributedLockAdvisor;
import dev.distributedlock.transaction.InsideTransaction;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.Assert;

/**
 * Configuration properties of distributed locks.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("distributed-lock")
public class DistributedLockProperties {

	/**
	 * Where the locks are kept. By default, the store that is there; required if there
	 * are several.
	 */
	private @Nullable LockStoreType type;

	/**
	 * Whether locks are taken. If not, methods run without them: for tests and
	 * emergencies.
	 */
	private boolean enabled = true;

	/**
	 * Keeps the locks of different applications apart in one store. By default, the name
	 * of the application.
	 */
	private @Nullable String keyPrefix;

	/**
	 * How long to wait for a busy lock; zero tries once. Does not apply to scheduled
	 * methods.
	 */
	private Duration waitTime = Duration.ZERO;

	/**
	 * How long a crashed holder blocks others.
	 */
	private Duration leaseTime = Duration.ofSeconds(30);

	/**
	 * What happens to the thread that runs under a lock when the lease is lost. By
	 * default it is interrupted, unless an interrupt would close an H2 database in a
	 * file.
	 */
	private @Nullable OnLost onLost;

	/**
	 * What happens when a lock is asked for inside of a transaction.
	 */
	private InsideTransaction insideTransaction = InsideTransaction.WARN;

	/**
	 * How many threads run methods that return a future or a publisher, unless virtual
	 * threads are enabled. More are added, slowly, while none of them ends its work.
	 */
	private int workThreads = LockRegistryOptions.STANDARD_WORK_THREADS;

	// Read from the environment, because advisors are created before properties are
	// bound.
	/**
	 * Order of the advisor. By default outside of transactions and caches, inside of
	 * asynchronous execution and retries.
	 */
	private int advisorOrder = DistributedLockAdvisor.DEFAULT_ORDER;

	/**
	 * Settings by lock name, which win over those in the code.
	 */
	private final Map<String, Lock> locks = new LinkedHashMap<>();

	public @Nullable LockStoreType getType() {
		return this.type;
	}

	public void setType(@Nullable LockStoreType type) {
		this.type = type;
	}

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public @Nullable String getKeyPrefix() {
		return this.keyPrefix;
	}

	public void setKeyPrefix(@Nullable String keyPrefix) {
		this.keyPrefix = keyPrefix;
	}

	public Duration getWaitTime() {
		return this.waitTime;
	}

	public void setWaitTime(Duration waitTime) {
		this.waitTime = waitTime;
	}

	public Duration getLeaseTime() {
		return this.leaseTime;
	}

	public void setLeaseTime(Duration leaseTime) {
		this.leaseTime = leaseTime;
	}

	public @Nullable OnLost getOnLost() {
		return this.onLost;
	}

	public void setOnLost(@Nullable OnLost onLost) {
		this.onLost = onLost;
	}

	public InsideTransaction getInsideTransaction() {
		return this.insideTransaction;
	}

	public void setInsideTransaction(InsideTransaction insideTransaction) {
		this.insideTransaction = insideTransaction;
	}

	public int getWorkThreads() {
		return this.workThreads;
	}

	public void setWorkThreads(int workThreads) {
		Assert.isTrue(workThreads > 0, "workThreads must be positive");
		this.workThreads = workThreads;
	}

	public int getAdvisorOrder() {
		return this.advisorOrder;
	}

	public void setAdvisorOrder(int advisorOrder) {
		this.advisorOrder = advisorOrder;
	}

	public Map<String, Lock> getLocks() {
		return this.locks;
	}

	LockSettings toDefaults() {
		return checked("distributed-lock",
				() -> LockSettings.NONE.withWaitTime(this.waitTime)
					.withLeaseTime(this.leaseTime)
					.withOnLost(this.onLost));
	}

	Map<String, LockSettings> toSettingsByName() {
		Map<String, LockSettings> settings = new LinkedHashMap<>();
		this.locks
			.forEach((name, lock) -> settings.put(name, checked("distributed-lock.locks." + name, lock::toSettings)));
		return settings;
	}

	private static LockSettings checked(String prefix, Supplier<LockSettings> settings) {
		try {
			return settings.get();
		}
		catch (IllegalArgumentException ex) {
			throw new LockSetupException("The properties under " + prefix + " are invalid: " + ex.getMessage(),
					"Change the properties under " + prefix + ".", ex);
		}
	}

	/**
	 * Settings of one lock.
	 */
	public static class Lock {

		/**
		 * How long to wait for the lock; zero tries once.
		 */
		private @Nullable Duration waitTime;

		/**
		 * How long a crashed holder blocks others.
		 */
		private @Nullable Duration leaseTime;

		/**
		 * Whether to keep the lease alive until it is released.
		 */
		private @Nullable Boolean renew;

		/**
		 * How long the lock stays taken at least, counted from the grant.
		 */
		private @Nullable Duration minHoldTime;

		/**
		 * How long the lock can be held at most, counted from the grant.
		 */
		private @Nullable Duration maxHoldTime;

		/**
		 * What happens to the thread that runs under the lock when the lease is lost.
		 */
		private @Nullable OnLost onLost;

		public @Nullable Duration getWaitTime() {
			return this.waitTime;
		}

		public void setWaitTime(@Nullable Duration waitTime) {
			this.waitTime = waitTime;
		}

		public @Nullable Duration getLeaseTime() {
			return this.leaseTime;
		}

		public void setLeaseTime(@Nullable Duration leaseTime) {
			this.leaseTime = leaseTime;
		}

		public @Nullable Boolean getRenew() {
			return this.renew;
		}

		public void setRenew(@Nullable Boolean renew) {
			this.renew = renew;
		}

		public @Nullable Duration getMinHoldTime() {
			return this.minHoldTime;
		}

		public void setMinHoldTime(@Nullable Duration minHoldTime) {
			this.minHoldTime = minHoldTime;
		}

		public @Nullable Duration getMaxHoldTime() {
			return this.maxHoldTime;
		}

		public void setMaxHoldTime(@Nullable Duration maxHoldTime) {
			this.maxHoldTime = maxHoldTime;
		}

		public @Nullable OnLost getOnLost() {
			return this.onLost;
		}

		public void setOnLost(@Nullable OnLost onLost) {
			this.onLost = onLost;
		}

		LockSettings toSettings() {
			return LockSettings.NONE.withWaitTime(this.waitTime)
				.withLeaseTime(this.leaseTime)
				.withRenew(this.renew)
				.withMinHoldTime(this.minHoldTime)
				.withMaxHoldTime(this.maxHoldTime)
				.withOnLost(this.onLost);
		}

	}

}
