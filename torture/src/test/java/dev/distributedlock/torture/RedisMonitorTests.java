// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import redis.clients.jedis.Jedis;

import dev.distributedlock.store.AcquireResult.Granted;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.WaitTime;
import dev.distributedlock.store.redisson.RedissonLockStore;
import dev.distributedlock.store.redisson.RedissonLockStoreOptions;
import dev.distributedlock.test.server.RedisProduct;
import dev.distributedlock.test.server.RedisServer;
import dev.distributedlock.torture.history.Entry;
import dev.distributedlock.torture.history.Entry.Type;
import dev.distributedlock.torture.history.History;
import dev.distributedlock.torture.history.TableRow;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a Redis server stores is written down as it is.
 */
class RedisMonitorTests {

	private static final Duration LEASE = Duration.ofMinutes(1);

	@TempDir
	private Path folder;

	private RedisServer server;

	private RedissonClient client;

	private RedissonLockStore store;

	private RedisMonitor monitor;

	@BeforeEach
	void start() {
		this.server = RedisProduct.REDIS.startServer();
		this.monitor = new RedisMonitor(this.server, new RedisHistory(this.folder.resolve("redis.tsv"))).start();
		Config config = new Config();
		config.useSingleServer().setAddress(this.server.url());
		this.client = Redisson.create(config);
		this.store = new RedissonLockStore(this.client, RedissonLockStoreOptions.standard());
	}

	@AfterEach
	void stop() {
		this.monitor.close();
		this.store.close();
		this.client.shutdown();
		this.server.close();
	}

	@Test
	void grantsRenewalsAndReleases() {
		Acquisition acquisition = newAcquisition();
		long token = acquire(acquisition);
		this.store.renew(List.of(new Renewal(acquisition, LEASE.multipliedBy(2), null)));
		this.store.release(acquisition, Duration.ZERO);
		List<Entry> rows = rows();
		assertThat(rows).extracting(Entry::detail).containsExactly(TableRow.HELD, TableRow.HELD, TableRow.FREE);
		assertThat(rows).extracting(Entry::key).containsOnly("t:hot:h0");
		assertThat(rows).extracting(Entry::id).containsOnly(acquisition.id().toString());
		assertThat(rows).extracting(Entry::token).containsOnly(token);
		assertThat(rows).extracting(Entry::worker).containsExactly("w1", "w1", "");
		Entry grant = rows.get(0);
		assertThat(grant.to() - grant.from()).isEqualTo(LEASE.toNanos() / 1000);
		assertThat(rows.get(1).to()).isGreaterThan(grant.to());
		assertThat(rows.get(2).to()).isBetween(grant.from(), grant.to());
		assertThat(rows).allSatisfy((row) -> assertThat(row.time()).isGreaterThanOrEqualTo(grant.from()));
	}

	@Test
	void whatIsRemoved() {
		acquire(newAcquisition());
		this.server.call((jedis) -> jedis.keys("*").stream().mapToLong(jedis::del).sum());
		acquire(newAcquisition());
		this.server.call(Jedis::flushAll);
		acquire(newAcquisition());
		assertThat(rows()).extracting(Entry::detail)
			.containsExactly(TableRow.HELD, TableRow.GONE, TableRow.HELD, TableRow.GONE, TableRow.HELD);
	}

	@Test
	void whatMayBeRemovedAtAnyTime() {
		this.server.call((jedis) -> jedis.echo(RedisHistory.EVICTING));
		Acquisition acquisition = newAcquisition();
		acquire(acquisition);
		this.store.release(acquisition, Duration.ZERO);
		this.server.call((jedis) -> jedis.echo(RedisHistory.EVICTED));
		acquire(newAcquisition());
		assertThat(rows()).extracting(Entry::detail)
			.containsExactly(TableRow.HELD, TableRow.GONE, TableRow.FREE, TableRow.GONE, TableRow.HELD);
	}

	private static Acquisition newAcquisition() {
		return new Acquisition(UUID.randomUUID(), List.of(LockId.of("t", "hot", "h0")), "w1@host");
	}

	private long acquire(Acquisition acquisition) {
		return ((Granted) this.store.acquire(acquisition, LEASE, WaitTime.NONE)).token();
	}

	private List<Entry> rows() {
		this.monitor.close();
		return History.read(this.folder).all(Type.ROW);
	}

}
