// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of fencing tokens: whatever happens to a lock, the next grant has a larger one.
 */
abstract class TokenTests extends StoreTests {

	/**
	 * Larger numbers are not exact in JSON, JavaScript and Lua.
	 */
	private static final long LARGEST = (1L << 53) - 1;

	private static final long CENTURY_IN_MICROS = Duration.ofDays(36500).toMillis() * 1000;

	TokenTests(LockStoreConformanceTests suite) {
		super(suite);
	}

	@Test
	void tokensRiseFromGrantToGrant() {
		LockId lock = newLock();
		long last = 0;
		for (int i : numbers(50)) {
			last = assertRisen(i, lock, last);
		}
	}

	@Test
	void tokensFitIn53Bits() {
		assertThat(grant(store(), acquisition(newLock())).token()).isBetween(1L, LARGEST);
	}

	@Test
	void tokensRiseWhenALeaseExpires() {
		LockId lock = newLock();
		long expired = grant(store(), acquisition(lock), shortLease()).token();
		awaitFree(lock);
		assertRisen(1, lock, expired);
	}

	@Test
	void tokensRiseWhenALockIsReleasedByForce() {
		LockId lock = newLock();
		long first = grant(store(), acquisition(lock)).token();
		assertThat(store().forceRelease(lock)).isTrue();
		assertRisen(1, lock, first);
	}

	@Test
	void aReleaseByForceRaisesTheToken() {
		LockId lock = newLock();
		long held = grant(store(), acquisition(lock)).token();
		store().forceRelease(lock);
		assertForced(lock, held);
	}

	@Test
	void tokensRiseWhenUnusedLocksAreRemoved() {
		LockId lock = newLock();
		long last = 0;
		for (int i : numbers(10)) {
			last = assertRisen(i, lock, last);
			store().removeUnused(Duration.ZERO);
		}
	}

	@Test
	void tokensRiseWhenEverythingIsForgotten() {
		LockId lock = newLock();
		Acquisition forgotten = acquisition(lock);
		long last = grant(store(), forgotten).token();
		suite().forgetEverything();
		assertThat(isTaken(lock)).isFalse();
		assertRisen(1, lock, last);
	}

	@Test
	void tokensRiseWhenTheClockIsBehindThem() {
		LockId lock = newLock();
		long ahead = ahead(lock);
		assertRisen(0, lock, assertRisen(1, lock, ahead));
	}

	@Test
	void theTokenOfASetIsLargerThanEachBefore() {
		List<LockId> locks = newLocks(3);
		useAndRelease(locks);
		long ahead = ahead(locks.get(1));
		Acquisition set = acquisition(locks);
		long token = grant(store(), set).token();
		assertThat(token).isGreaterThan(ahead).isLessThanOrEqualTo(LARGEST);
		assertThat(store().find(locks)).hasSize(3).allMatch((found) -> found.token() == token);
		store().release(set, Duration.ZERO);
		locks.forEach((lock) -> assertRisen(0, lock, token));
	}

	@Test
	void theTokenOfASetIsLargerThanEachBeforeEvenIfSomeLocksAreNew() {
		List<LockId> locks = newLocks(3);
		long ahead = ahead(locks.get(0));
		assertThat(grant(store(), acquisition(locks)).token()).isGreaterThan(ahead);
	}

	@Test
	void aReleaseByForceRaisesATokenThatIsAheadOfTheClock() {
		LockId lock = newLock();
		long ahead = ahead(lock);
		long held = grant(store(), acquisition(lock)).token();
		assertThat(held).isGreaterThan(ahead);
		store().forceRelease(lock);
		assertForced(lock, held);
	}

	private void assertForced(LockId lock, long held) {
		Long forced = suite().rememberedTokens(List.of(lock)).get(lock);
		assertThat(forced).isNotNull().isGreaterThan(held);
		assertRisen(1, lock, forced);
	}

	@Test
	void aTokenThatIsAheadOfTheClockIsNotRemoved() {
		LockId lock = newLock();
		long ahead = ahead(lock);
		store().removeUnused(Duration.ZERO);
		assertRisen(1, lock, ahead);
	}

	private long ahead(LockId lock) {
		useAndRelease(List.of(lock));
		long ahead = grantAndRelease(0, lock) + CENTURY_IN_MICROS;
		suite().setToken(lock, ahead);
		return ahead;
	}

	private long assertRisen(int client, LockId lock, long last) {
		long token = grantAndRelease(client, lock);
		assertThat(token).isGreaterThan(last);
		return token;
	}

	private long grantAndRelease(int client, LockId lock) {
		Acquisition acquisition = acquisition(lock);
		long token = grant(store(client), acquisition).token();
		assertThat(find(lock).token()).isEqualTo(token);
		store(client).release(acquisition, Duration.ZERO);
		return token;
	}

}
