// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.redisson;

import java.time.Duration;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.redisson.config.Config;
import org.redisson.config.SentinelServersConfig;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

import dev.distributedlock.LockStoreException;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.RenewalResult.Outcome;
import dev.distributedlock.test.Locks;
import dev.distributedlock.test.server.RedisSentinels;
import dev.distributedlock.test.server.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of a failover to a replica that has not received the last grants.
 */
class FailoverTests {

	@AutoClose
	private static final RedisSentinels servers = RedisSentinels.start();

	@AutoClose
	private static final Replica replica = Replica.of(config());

	@AutoClose
	private static final Replica other = Replica.of(config());

	private static Config config() {
		Config config = new Config();
		SentinelServersConfig sentinels = config.useSentinelServers().setMasterName(RedisSentinels.MASTER_NAME);
		servers.sentinels().forEach((sentinel) -> sentinels.addSentinelAddress(sentinel.url()));
		sentinels.setMasterConnectionMinimumIdleSize(2).setMasterConnectionPoolSize(16);
		return config;
	}

	@Test
	void tokensRiseAndStaleHoldersAreRefused() {
		Acquisition kept = Locks.acquisition(Locks.newLock());
		LockId lost = Locks.newLock();
		LockId regressed = Locks.newLock();
		Acquisition first = Locks.acquisition(regressed);
		Locks.grant(replica.store(), kept);
		Locks.grant(replica.store(), first);
		Locks.grant(other.store(), Locks.acquisition(Locks.newLock()));
		servers.master().call((jedis) -> jedis.waitReplicas(1, 10_000));
		cutReplication(servers.master());
		Acquisition stale = Locks.acquisition(lost);
		long lostToken = Locks.grant(replica.store(), stale);
		Locks.release(replica.store(), first);
		Acquisition second = Locks.acquisition(regressed);
		long regressedToken = Locks.grant(replica.store(), second);
		servers.master().kill();

		Locks.await()
			.ignoreExceptionsInstanceOf(LockStoreException.class)
			.until(() -> Locks.renew(replica.store(), kept) == Outcome.RENEWED);
		assertThat(Locks.renew(replica.store(), stale)).isEqualTo(Outcome.LOST);
		Acquisition successor = Locks.acquisition(lost);
		Locks.await()
			.ignoreExceptionsInstanceOf(LockStoreException.class)
			.until(() -> Locks.grant(other.store(), successor) > lostToken);
		assertThat(Locks.renew(replica.store(), stale)).isEqualTo(Outcome.LOST);
		assertThat(replica.store().release(stale, Duration.ZERO)).isEqualTo(ReleaseOutcome.NOT_HELD);
		assertThat(other.store().isHeld(successor)).isTrue();

		assertThat(Locks.renew(replica.store(), second)).isEqualTo(Outcome.LOST);
		other.store().forceRelease(regressed);
		assertThat(Locks.grant(other.store(), Locks.acquisition(regressed))).isGreaterThan(regressedToken);
	}

	/**
	 * Whoever has a connection keeps it; the replica cannot come back.
	 */
	private static void cutReplication(RedisServer master) {
		master.call((jedis) -> {
			jedis.configSet("requirepass", "unknown-to-the-replica");
			return jedis.clientKill(new ClientKillParams().type(ClientType.REPLICA));
		});
	}

}
