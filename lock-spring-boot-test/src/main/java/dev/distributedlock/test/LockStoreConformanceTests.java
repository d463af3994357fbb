// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Nested;

import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;

/**
 * What any {@link LockStore} must pass. The author of a store extends this class in the
 * tests of the store and returns two clients of it:
 *
 * <pre class="code">
 * class MyLockStoreTests extends LockStoreConformanceTests {
 *
 *     &#064;Override
 *     protected LockStore store() {
 *         return oneClient;
 *     }
 *
 *     &#064;Override
 *     protected LockStore otherStore() {
 *         return anotherClient;
 *     }
 *
 * }
 * </pre>
 *
 * The two clients look at the same locks like two replicas of an application: through
 * connections of their own. A store that lives in one process returns the same object
 * twice. JUnit creates an instance of the class for each test, so clients are best kept
 * in static fields.
 * <p>
 * The tests share the store with each other and leave locks behind, which is why each
 * uses new ones. Other users of the store do no harm, except to tests that empty it.
 * <p>
 * The remaining methods give the tests a hand inside the store. A store that has no such
 * thing keeps the inherited method, and the tests that need it are reported as skipped,
 * with the reason. Two system properties make the tests look longer or elsewhere:
 * {@code distributed-lock.test.rounds} (of the storms, 50) and
 * {@code distributed-lock.test.seed} (of the random keys).
 *
 * @since 0.1.0
 */
public abstract class LockStoreConformanceTests {

	/**
	 * Return a client of the store.
	 * @return the client, the same whenever it is asked for
	 */
	protected abstract LockStore store();

	/**
	 * Return another client of the same store, with connections of its own.
	 * @return the client, the same whenever it is asked for
	 */
	protected abstract LockStore otherStore();

	/**
	 * Let a foreign transaction hold what the store keeps of a lock, as a forgotten
	 * session of an administrator would: {@code SELECT … FOR UPDATE}. Where the store
	 * keeps nothing yet, the transaction is about to insert it.
	 * @param lock which lock
	 * @return rolls the transaction back
	 */
	protected AutoCloseable blockRow(LockId lock) {
		return Assumptions.abort("The store has no rows that a foreign transaction could hold");
	}

	/**
	 * Make the store forget all locks, as {@code TRUNCATE} or {@code FLUSHALL} would.
	 */
	protected void forgetEverything() {
		Assumptions.abort("The store cannot be made to forget everything");
	}

	/**
	 * Set the fencing token that the store remembers of a lock, as if it had been minted
	 * while the store's clock was ahead.
	 * @param lock a lock that the store knows
	 * @param token the token
	 */
	protected void setToken(LockId lock, long token) {
		Assumptions.abort("The tokens in the store cannot be changed from outside");
	}

	/**
	 * Look up the fencing tokens that the store remembers, whether the locks are taken or
	 * free.
	 * @param locks which locks
	 * @return the tokens of those that the store has not forgotten
	 */
	protected Map<LockId, Long> rememberedTokens(Collection<LockId> locks) {
		return Assumptions.abort("The store does not tell what it remembers of free locks");
	}

	/**
	 * Return a client of a store that forgets by itself, set to remember free locks no
	 * longer than {@link #shortLease()}. Of other stores, any client.
	 * @return the client, the same whenever it is asked for
	 */
	protected LockStore forgetfulStore() {
		return store();
	}

	/**
	 * Return a lease time that is soon over: tests wait for that, but none fails because
	 * it is over too soon.
	 * @return the lease time
	 */
	protected Duration shortLease() {
		return Duration.ofMillis(300);
	}

	/**
	 * Return how long a test waits for what has to happen some time.
	 * @return the longest wait
	 */
	protected Duration patience() {
		return Duration.ofSeconds(30);
	}

	@Nested
	class Acquiring extends AcquiringTests {

		Acquiring() {
			super(LockStoreConformanceTests.this);
		}

	}

	@Nested
	class LockSets extends LockSetTests {

		LockSets() {
			super(LockStoreConformanceTests.this);
		}

	}

	@Nested
	class RepeatedRequests extends RepeatedRequestTests {

		RepeatedRequests() {
			super(LockStoreConformanceTests.this);
		}

	}

	@Nested
	class Tokens extends TokenTests {

		Tokens() {
			super(LockStoreConformanceTests.this);
		}

	}

	@Nested
	class Expiry extends ExpiryTests {

		Expiry() {
			super(LockStoreConformanceTests.this);
		}

	}

	@Nested
	class Renewing extends RenewingTests {

		Renewing() {
			super(LockStoreConformanceTests.this);
		}

	}

	@Nested
	class RenewingBatches extends RenewingBatchesTests {

		RenewingBatches() {
			super(LockStoreConformanceTests.this);
		}

	}

	@Nested
	class Releasing extends ReleasingTests {

		Releasing() {
			super(LockStoreConformanceTests.this);
		}

	}

	@Nested
	class MinimumHoldTime extends MinimumHoldTimeTests {

		MinimumHoldTime() {
			super(LockStoreConformanceTests.this);
		}

	}

	@Nested
	class ForcedRelease extends ForcedReleaseTests {

		ForcedRelease() {
			super(LockStoreConformanceTests.this);
		}

	}

	@Nested
	class Looking extends LookingTests {

		Looking() {
			super(LockStoreConformanceTests.this);
		}

	}

	@Nested
	class Removal extends RemovalTests {

		Removal() {
			super(LockStoreConformanceTests.this);
		}

	}

	@Nested
	class LockIds extends LockIdTests {

		LockIds() {
			super(LockStoreConformanceTests.this);
		}

	}

	@Nested
	class Contention extends ContentionTests {

		Contention() {
			super(LockStoreConformanceTests.this);
		}

	}

	@Nested
	class BlockedRows extends BlockedRowTests {

		BlockedRows() {
			super(LockStoreConformanceTests.this);
		}

	}

	@Nested
	class Interruption extends InterruptionTests {

		Interruption() {
			super(LockStoreConformanceTests.this);
		}

	}

	@Nested
	class OtherForms extends OtherFormsTests {

		OtherForms() {
			super(LockStoreConformanceTests.this);
		}

	}

}
