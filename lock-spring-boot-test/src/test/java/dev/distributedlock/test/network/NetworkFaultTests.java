// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.network;

import java.time.Duration;
import java.util.UUID;

import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import dev.distributedlock.LockLease;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockStoreException;
import dev.distributedlock.store.LockRecord;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.FaultProxy;
import dev.distributedlock.test.server.FaultProxy.Direction;
import dev.distributedlock.test.server.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests of locks whose network fails: lost requests, lost replies, partitions.
 */
@ParameterizedClass
@EnumSource(mode = Mode.EXCLUDE, names = "H2")
class NetworkFaultTests {

	private static final Duration OPERATION_TIMEOUT = Duration.ofSeconds(1);

	private static TestDatabase database;

	private static FaultProxy network;

	/**
	 * Whose network fails.
	 */
	private static Replica replica;

	/**
	 * Whose network does not.
	 */
	private static Replica other;

	private final LockRequest request = LockRequest.of("job", UUID.randomUUID());

	NetworkFaultTests(DatabaseProduct product) {
	}

	@BeforeParameterizedClassInvocation
	static void connect(DatabaseProduct product) {
		database = product.createLockDatabase();
		network = FaultProxy.inFrontOf(database.server().host(), database.server().port());
		replica = new Replica(database, database.urlThrough(network.port()), OPERATION_TIMEOUT);
		other = new Replica(database, database.url(), OPERATION_TIMEOUT);
	}

	@AfterParameterizedClassInvocation
	static void disconnect() {
		replica.close();
		other.close();
		network.close();
		database.close();
	}

	@AfterEach
	void heal() {
		network.heal();
		eventually().ignoreExceptions()
			.until(() -> replica.registry().tryAcquire(LockRequest.of("heal", UUID.randomUUID())).isPresent());
		replica.losses().clear();
	}

	private static ConditionFactory eventually() {
		return await().atMost(Duration.ofSeconds(30));
	}

	@Test
	void aGrantWhoseReplyIsLostIsFoundByTheNextRequest() {
		network.cutNextReply();
		try (LockLease lease = replica.registry().acquire(this.request.waitTime(Duration.ofSeconds(10)))) {
			assertThat(other.find(this.request)).singleElement()
				.extracting(LockRecord::token)
				.isEqualTo(lease.fencingToken());
			assertThat(lease.verify()).isTrue();
		}
		assertThat(other.find(this.request)).isEmpty();
	}

	@Test
	void aGrantWhoseReplyIsLostIsUndoneIfNobodyWaitsForIt() {
		network.cutNextReply();
		assertThatExceptionOfType(LockStoreException.class)
			.isThrownBy(() -> replica.registry().tryAcquire(this.request))
			.withMessageContaining("its answer is unknown");
		eventually().until(() -> other.registry().tryAcquire(this.request).isPresent());
	}

	@Test
	void aReleaseWhoseReplyIsLostIsNoFailure() {
		LockLease lease = replica.registry().acquire(this.request);
		network.cutNextReply();
		lease.release();
		assertThat(other.find(this.request)).isEmpty();
		assertThat(replica.losses()).isEmpty();
	}

	@Test
	void aReleaseThatIsLostIsSentAgain() {
		LockLease lease = replica.registry().acquire(this.request);
		network.refuse();
		lease.release();
		assertThat(other.find(this.request)).hasSize(1);
		network.heal();
		eventually().until(() -> other.find(this.request).isEmpty());
	}

	@Test
	void aLateReleaseLeavesTheSuccessorAlone() {
		LockLease lease = replica.registry().acquire(this.request.leaseTime(Duration.ofSeconds(1)).renew(false));
		network.refuse();
		lease.release();
		eventually().until(() -> other.registry().tryAcquire(this.request).isPresent());
		network.heal();
		eventually().ignoreExceptions()
			.until(() -> replica.registry().tryAcquire(LockRequest.of("later", UUID.randomUUID())).isPresent());
		assertThat(other.find(this.request)).hasSize(1);
	}

	@Test
	void aRenewalWhoseReplyIsLostCostsNoLease() {
		try (LockLease lease = replica.registry().acquire(this.request.leaseTime(Duration.ofSeconds(2)))) {
			network.cutNextReply();
			eventually().until(() -> other.find(this.request).get(0).holder().heldFor().toSeconds() >= 3);
			assertThat(lease.isHeld()).isTrue();
			assertThat(lease.verify()).isTrue();
			assertThat(replica.losses()).isEmpty();
		}
	}

	@Test
	void aRenewalThatIsSwallowedCostsNoLease() {
		try (LockLease lease = replica.registry().acquire(this.request.leaseTime(Duration.ofSeconds(2)))) {
			network.swallowNextRequest();
			eventually().until(() -> other.find(this.request).get(0).holder().heldFor().toSeconds() >= 3);
			assertThat(lease.isHeld()).isTrue();
			assertThat(lease.verify()).isTrue();
			assertThat(replica.losses()).isEmpty();
		}
	}

	@Test
	void whoIsCutOffKnowsItBeforeTheStoreGivesTheLockToOthers() {
		LockLease lease = replica.registry().acquire(this.request.leaseTime(Duration.ofSeconds(2)));
		network.blackHole(Direction.values());
		eventually().pollInterval(Duration.ofMillis(5)).until(() -> {
			boolean granted = other.registry().tryAcquire(this.request).isPresent();
			assertThat(granted && lease.isHeld()).isFalse();
			return granted;
		});
		eventually().until(() -> !replica.losses().isEmpty());
		assertThat(replica.losses()).singleElement().satisfies((loss) -> assertThat(loss.lease()).isSameAs(lease));
	}

	@Test
	void aStoreThatDoesNotAnswerIsAFailureAndNeverABusyLock() {
		LockLease lease = replica.registry()
			.acquire(LockRequest.of("held", UUID.randomUUID()).leaseTime(Duration.ofSeconds(8)).renew(false));
		network.blackHole(Direction.values());
		assertThatExceptionOfType(LockStoreException.class)
			.isThrownBy(() -> replica.registry().tryAcquire(this.request));
		assertThat(lease.isHeld()).as("the answer came in time").isTrue();
		assertThatExceptionOfType(LockStoreException.class)
			.isThrownBy(() -> replica.registry().tryAcquire(this.request.waitTime(Duration.ofSeconds(1))));
		network.heal();
		lease.release();
	}

	@Test
	void aStoreThatCannotBeReachedIsAFailureAndNeverABusyLock() {
		network.refuse();
		assertThatExceptionOfType(LockStoreException.class)
			.isThrownBy(() -> replica.registry().acquire(this.request.waitTime(Duration.ofSeconds(1))));
	}

	@Test
	void aWaitGoesOnWhenTheStoreIsBack() throws InterruptedException {
		network.refuse();
		Thread healer = new Thread(() -> {
			eventually().until(() -> replica.registry().renewalLag().isZero());
			network.heal();
		});
		healer.start();
		replica.registry().acquire(this.request.waitTime(Duration.ofSeconds(20))).release();
		healer.join();
	}

	@Test
	void aGrantThatArrivesAfterItsOwnEndIsGivenBack() {
		network.delay(Duration.ofMillis(300));
		assertThat(replica.registry().tryAcquire(this.request.leaseTime(Duration.ofMillis(400)))).isEmpty();
		network.heal();
		eventually().until(() -> other.find(this.request).isEmpty());
	}

}
