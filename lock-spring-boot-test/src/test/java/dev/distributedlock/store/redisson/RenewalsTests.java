// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.redisson;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import redis.clients.jedis.Jedis;

import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.RenewalResult;
import dev.distributedlock.store.ServerClock;
import dev.distributedlock.store.WaitTime;
import dev.distributedlock.test.Locks;
import dev.distributedlock.test.server.RedisProduct;
import dev.distributedlock.test.server.RedisServer;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link Renewals}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RenewalsTests {

	private static final RedisServer server = RedisProduct.REDIS.sharedServer();

	@AutoClose("shutdown")
	private static final RedissonClient client = client();

	private final Renewals renewals = new Renewals(new LockScripts(client, RedissonLockStoreOptions.standard()), false,
			Duration.ofSeconds(5));

	private static RedissonClient client() {
		Config config = new Config();
		config.useSingleServer().setAddress(server.url()).setConnectionMinimumIdleSize(2);
		return Redisson.create(config);
	}

	/**
	 * The clock of a server cannot be set here. What it said before can.
	 */
	@ParameterizedTest
	@CsvSource({ "60, stepped back by PT59", "-60, stepped forward by PT59" })
	void aStepOfTheServersClockIsReported(long secondsAhead, String report, CapturedOutput output) {
		ServerClock clock = this.renewals.clock(0);
		long sentAt = clock.sending();
		clock.answered(sentAt, time() + TimeUnit.SECONDS.toMicros(secondsAhead));
		renew(List.of(Locks.acquisition(Locks.newLock())));
		assertThat(output).containsOnlyOnce(report);
	}

	@Test
	void aClockThatDoesNotStepIsNotReported(CapturedOutput output) {
		for (int i = 0; i < 3; i++) {
			renew(List.of(Locks.acquisition(Locks.newLock())));
		}
		assertThat(output).doesNotContain("stepped");
	}

	private static long time() {
		List<String> time = server.call(Jedis::time);
		return TimeUnit.SECONDS.toMicros(Long.parseLong(time.get(0))) + Long.parseLong(time.get(1));
	}

	/**
	 * A set is not divided, however large it is, and does not make a full batch larger.
	 */
	@Test
	void scriptsHaveAtMostFiveHundredLocksOrOneSet() {
		List<Renewal> all = IntStream.of(499, 2, 1, 1000, 300, 200, 1)
			.mapToObj((size) -> new Renewal(Locks.acquisition(Locks.newLocks(size)), Locks.LONGER, null))
			.toList();
		assertThat(RenewalBatch.divide(all, false)).extracting(RenewalBatch::size)
			.containsExactly(499, 3, 1000, 500, 1);
	}

	@Test
	void largeSetsAreRenewed() {
		List<Acquisition> acquisitions = IntStream.of(1000, 1, 499, 2)
			.mapToObj((size) -> Locks.acquisition(Locks.newLocks(size)))
			.toList();
		try (RedissonLockStore store = new RedissonLockStore(client, RedissonLockStoreOptions.standard())) {
			acquisitions.forEach((acquisition) -> store.acquire(acquisition, Locks.LONG, WaitTime.NONE));
		}
		assertThat(renew(acquisitions)).allSatisfy((result) -> assertThat(result.remaining()).isGreaterThan(Locks.LONG))
			.hasSize(4);
	}

	private List<RenewalResult> renew(List<Acquisition> acquisitions) {
		return this.renewals
			.renew(acquisitions.stream().map((acquisition) -> new Renewal(acquisition, Locks.LONGER, null)).toList())
			.join();
	}

}
