// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.redisson;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

import dev.distributedlock.store.LockId;
import dev.distributedlock.test.server.RedisProduct;
import dev.distributedlock.test.server.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link WakeUpChannel}.
 */
class WakeUpChannelTests {

	private static final LockId SAMPLE = new LockId("sample");

	private static final RedisServer server = RedisProduct.REDIS.sharedServer();

	@AutoClose("shutdown")
	private static final RedissonClient client = client();

	private final AtomicInteger calls = new AtomicInteger();

	private final WakeUps wakeUps = new WakeUps(client, new LockScripts(client, RedissonLockStoreOptions.standard()),
			Duration.ofMillis(300));

	private final WakeUpChannel channel = this.wakeUps.channel();

	@BeforeEach
	void subscribe() {
		this.wakeUps.subscribe(List.of(SAMPLE), this.calls::incrementAndGet);
	}

	private static RedissonClient client() {
		Config config = new Config();
		config.useSingleServer().setAddress(server.url()).setConnectionMinimumIdleSize(2);
		return Redisson.create(config);
	}

	@Test
	void nobodyListensAtFirst() {
		assertThat(this.channel.isLive()).isFalse();
		assertThat(listeners()).isZero();
	}

	@Test
	void whoIsNeededListensUntilItHasBeenIdle() {
		for (int i = 0; i < 2; i++) {
			int before = this.calls.get();
			await(() -> {
				this.channel.needed();
				return this.channel.isLive();
			});
			assertThat(this.calls.get()).isGreaterThan(before);
			int beginning = this.calls.get();
			await(() -> {
				this.channel.needed();
				return publish() == 1 && this.calls.get() > beginning;
			});
			await(() -> !this.channel.isLive() && listeners() == 0);
		}
	}

	@Test
	void whatIsClosedListensNoMore() {
		await(() -> {
			this.channel.needed();
			return this.channel.isLive();
		});
		this.channel.close();
		await(() -> listeners() == 0);
		this.channel.needed();
		assertThat(this.channel.isLive()).isFalse();
	}

	private long publish() {
		return server.<Long>call((jedis) -> jedis.publish(this.channel.name(), SAMPLE.value()));
	}

	private long listeners() {
		return server.<Long>call((jedis) -> jedis.pubsubNumSub(this.channel.name()).get(this.channel.name()));
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.pollInSameThread()
			.pollInterval(Duration.ofMillis(20))
			.until(condition);
	}

}
