// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.redisson;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.redisson.config.NameMapper;
import org.redisson.config.Config;
import redis.clients.jedis.Jedis;

import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockRecord;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.RenewalResult.Outcome;
import dev.distributedlock.store.WaitTime;
import dev.distributedlock.test.Locks;
import dev.distributedlock.test.server.RedisProduct;
import dev.distributedlock.test.server.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Counts at the server what each operation costs.
 */
class CommandCountTests {

	/**
	 * What the client and the test send of their own accord.
	 */
	private static final Set<String> OTHERS = Set.of("ping", "info", "config|resetstat", "config", "hello", "auth",
			"client|setname", "client|setinfo", "client", "select", "command");

	@AutoClose
	private static final RedisServer server = RedisProduct.REDIS.startServer();

	@AutoClose
	private static final Replica replica = Replica.of(server);

	private static final LockStore store = replica.store();

	@Test
	void anUncontendedCycleTakesOneScriptToAcquireAndOneToRelease() {
		LockId lock = Locks.newLock();
		use(lock);
		Acquisition acquisition = Locks.acquisition(lock);
		assertThat(during(() -> Locks.grant(store, acquisition)))
			.isEqualTo(Map.of("evalsha", 1, "time", 1, "get", 1, "set", 1));
		assertThat(during(() -> Locks.release(store, acquisition)))
			.isEqualTo(Map.of("evalsha", 1, "time", 1, "get", 1, "set", 1, "zpopmin", 1));
	}

	@Test
	void aNewLockTakesNoMore() {
		use(Locks.newLock());
		assertThat(during(() -> Locks.grant(store, Locks.acquisition(Locks.newLock()))))
			.isEqualTo(Map.of("evalsha", 1, "time", 1, "get", 1, "set", 1));
	}

	@Test
	void aWaitForAFreeLockTakesNoMore() {
		LockId lock = Locks.newLock();
		use(lock);
		assertThat(during(() -> store.acquire(Locks.acquisition(lock), Locks.LONG, WaitTime.of(Locks.LONG))))
			.isEqualTo(Map.of("evalsha", 1, "time", 1, "get", 1, "set", 1));
	}

	@Test
	void aRefusalTakesOneScriptThatWritesNothing() {
		LockId lock = Locks.newLock();
		Locks.grant(store, Locks.acquisition(lock));
		assertThat(during(() -> Locks.refuse(store, Locks.acquisition(lock))))
			.isEqualTo(Map.of("evalsha", 1, "time", 1, "get", 1));
	}

	@Test
	void aThousandRenewalsTakeTwoScripts() {
		List<Acquisition> acquisitions = Locks.newLocks(1000).stream().map(Locks::acquisition).toList();
		acquisitions.forEach((acquisition) -> Locks.grant(store, acquisition));
		Locks.renew(store, acquisitions.get(0));
		List<Renewal> renewals = acquisitions.stream()
			.map((acquisition) -> new Renewal(acquisition, Locks.LONGER, null))
			.toList();
		Map<String, Integer> commands = during(
				() -> assertThat(store.renew(renewals)).allMatch((result) -> result.outcome() == Outcome.RENEWED));
		assertThat(commands).containsEntry("evalsha", 2).containsEntry("time", 2);
	}

	@Test
	void aNameMapperOfTheApplicationIsHonoured() {
		Config config = Replica.config(server.url());
		config.setNameMapper(new Prefix());
		try (Replica mapped = Replica.of(config)) {
			LockId lock = Locks.newLock();
			Acquisition holder = Locks.acquisition(lock);
			Locks.grant(mapped.store(), holder);
			Locks.grant(store, Locks.acquisition(lock));
			assertThat(keysOf(lock)).hasSize(2).anyMatch((key) -> key.startsWith("theirs:"));
			assertThat(mapped.store().find(List.of(lock))).hasSize(1);
			assertThat(mapped.store().list(null, 10)).extracting(LockRecord::lock).containsExactly(lock);
			WaitingTests.assertWokenUp(mapped.store(), () -> Locks.release(mapped.store(), holder), lock);
		}
	}

	private static Set<String> keysOf(LockId lock) {
		return server.call((jedis) -> jedis.keys("*" + lock.value()));
	}

	private static void use(LockId lock) {
		Acquisition acquisition = Locks.acquisition(lock);
		Locks.grant(store, acquisition);
		store.release(acquisition, Duration.ZERO);
	}

	private static Map<String, Integer> during(Runnable operation) {
		server.call(Jedis::configResetStat);
		operation.run();
		return server.info("commandstats")
			.entrySet()
			.stream()
			.collect(Collectors.toMap((entry) -> entry.getKey().substring("cmdstat_".length()),
					(entry) -> Integer.valueOf(entry.getValue().replaceAll("calls=(\\d+).*", "$1")), Integer::sum,
					TreeMap::new))
			.entrySet()
			.stream()
			.filter((entry) -> !OTHERS.contains(entry.getKey()))
			.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
	}

	private static final class Prefix implements NameMapper {

		@Override
		public String map(String name) {
			return "theirs:" + name;
		}

		@Override
		public String unmap(String name) {
			return name.startsWith("theirs:") ? name.substring("theirs:".length()) : name;
		}

	}

}
