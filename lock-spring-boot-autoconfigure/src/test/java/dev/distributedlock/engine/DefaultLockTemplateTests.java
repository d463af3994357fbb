// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.distributedlock.LockContext;
import dev.distributedlock.LockContextHolder;
import dev.distributedlock.LockLease;
import dev.distributedlock.LockLostEvent;
import dev.distributedlock.LockLostException;
import dev.distributedlock.LockNotAcquiredException;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockResult;
import dev.distributedlock.OnLost;
import dev.distributedlock.engine.FaultyStore.Fault;
import dev.distributedlock.store.LockId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link DefaultLockTemplate} and {@link LockScope} on a virtual clock.
 */
class DefaultLockTemplateTests {

	private static final LockRequest REQUEST = LockRequest.of("job", 1);

	private final VirtualTime time = new VirtualTime();

	private final FaultyStore store = new FaultyStore(this.time);

	private final List<LockLostEvent> events = new ArrayList<>();

	private final DefaultLockRegistry registry = new DefaultLockRegistry(this.store, LockRegistryOptions.of("app"),
			this.events::add, LockTransactions.NONE, this.time.threads());

	private final DefaultLockTemplate template = new DefaultLockTemplate(this.registry);

	private final DefaultLockTemplate other = new DefaultLockTemplate(new DefaultLockRegistry(this.store,
			LockRegistryOptions.of("app"), this.events::add, LockTransactions.NONE, this.time.threads()));

	@AfterEach
	void nothingIsLeftOnTheThread() {
		assertThat(LockContextHolder.getContext()).isNull();
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void theLeaseIsBoundWhileTheWorkRuns() {
		String result = this.template.execute(REQUEST, (outer) -> {
			assertThat(LockContextHolder.requireLease()).isSameAs(outer);
			this.template.executeWithoutResult(LockRequest.of("inner"), (inner) -> {
				LockContext context = LockContextHolder.getContext();
				assertThat(context).isNotNull();
				assertThat(context.lease()).isSameAs(inner);
				assertThat(context.parent()).isNotNull();
				assertThat(context.parent().lease()).isSameAs(outer);
			});
			assertThat(LockContextHolder.requireLease()).isSameAs(outer);
			return "done";
		});
		assertThat(result).isEqualTo("done");
		assertThat(this.store.list(null, 10)).isEmpty();
		assertThatIllegalStateException().isThrownBy(LockContextHolder::requireLease)
			.withMessageContaining("past the proxy");
	}

	@Test
	void aBusyLockIsToldFromANullResult() {
		LockResult<@Nullable String> executed = this.template.tryExecute(REQUEST, (lease) -> {
			LockResult<String> busy = this.other.tryExecute(REQUEST, (never) -> "never");
			assertThat(busy.executed()).isFalse();
			assertThatExceptionOfType(LockNotAcquiredException.class)
				.isThrownBy(() -> this.other.execute(REQUEST, (never) -> "never"));
			return null;
		});
		assertThat(executed.executed()).isTrue();
		assertThat(executed.value()).isNull();
	}

	@Test
	void theSameCallChainReentersWithoutARoundTrip() {
		this.template.executeWithoutResult(LockRequest.of("job").keys(List.of(1, 2)),
				(outer) -> this.template.executeWithoutResult(LockRequest.of("between"),
						(between) -> this.template.executeWithoutResult(REQUEST, (inner) -> {
							assertThat(inner).isSameAs(outer);
							assertThat(this.store.calls()).containsExactly("acquire", "acquire");
						})));
		assertThat(this.store.calls()).containsExactly("acquire", "acquire", "release", "release");
	}

	@Test
	void reenteringReturnsTheResult() {
		LockRequest name = LockRequest.of("name-alone");
		String result = this.template.execute(name, (outer) -> this.template.execute(name, (inner) -> "inner")
				+ this.template.tryExecute(name, (inner) -> "too").value());
		assertThat(result).isEqualTo("innertoo");
		assertThat(this.store.calls()).containsExactly("acquire", "release");
	}

	@Test
	void aRaisedMinimumHoldTimeOutlastsACrashOnceTheLeaseWasRenewed() {
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> this.template.executeWithoutResult(REQUEST, (outer) -> {
				this.time.advance(Duration.ofSeconds(5));
				this.template.executeWithoutResult(REQUEST.minHoldTime(Duration.ofMinutes(5)), (inner) -> {
				});
				this.time.advance(Duration.ofSeconds(6));
				this.time.freeze(Duration.ofSeconds(288));
				assertThat(this.other.tryExecute(REQUEST, (lease) -> 1).executed()).isFalse();
				this.time.freeze(Duration.ofSeconds(2));
				assertThat(this.other.tryExecute(REQUEST, (lease) -> 1).executed()).isTrue();
			}));
	}

	@Test
	void onlyTheSameRegistryIsReentered() {
		this.template.executeWithoutResult(REQUEST, (lease) -> assertThatExceptionOfType(LockNotAcquiredException.class)
			.isThrownBy(() -> this.other.execute(REQUEST, (never) -> "never")));
	}

	@Test
	void aNameAloneIsAnotherLockThanItsKeys() {
		this.template.executeWithoutResult(LockRequest.of("job"), (outer) -> this.template.executeWithoutResult(REQUEST,
				(inner) -> assertThat(inner).isNotSameAs(outer)));
	}

	@Test
	void aChainThatWouldWaitForItselfIsTold() {
		this.template
			.executeWithoutResult(REQUEST,
					(outer) -> assertThatIllegalStateException().isThrownBy(
							() -> this.template.execute(LockRequest.of("job").keys(List.of(1, 2)), (never) -> "never"))
						.withMessageContaining("'job' [1, 2]"));
	}

	@Test
	void reenteringWithALongerMinimumHoldTimeRaisesIt() {
		this.template.executeWithoutResult(REQUEST,
				(outer) -> this.template.executeWithoutResult(REQUEST.minHoldTime(Duration.ofSeconds(5)), (inner) -> {
				}));
		this.time.advance(Duration.ofSeconds(4));
		assertThat(this.other.tryExecute(REQUEST, (lease) -> 1).executed()).isFalse();
		this.time.advance(Duration.ofSeconds(2));
		assertThat(this.other.tryExecute(REQUEST, (lease) -> 1).executed()).isTrue();
	}

	@Test
	void aLostLeaseIsNotReentered() {
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> this.template.executeWithoutResult(REQUEST.onLost(OnLost.NOTIFY), (outer) -> {
				this.time.freeze(Duration.ofMinutes(1));
				this.template.execute(REQUEST, (never) -> "never");
			}));
	}

	@Test
	void workThatReturnsOnALostLeaseEndsWithTheLoss() {
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> this.template.execute(REQUEST.onLost(OnLost.NOTIFY), (lease) -> {
				this.time.freeze(Duration.ofMinutes(1));
				return "too late";
			}))
			.withMessageContaining("'job' [1]")
			.withMessageContaining("not renewed in time");
	}

	@Test
	void theExceptionOfTheWorkWinsAndCarriesTheLoss() {
		IllegalStateException own = new IllegalStateException("own");
		assertThatIllegalStateException()
			.isThrownBy(() -> this.template.executeWithoutResult(REQUEST.onLost(OnLost.NOTIFY), (lease) -> {
				this.time.freeze(Duration.ofMinutes(1));
				throw own;
			}))
			.satisfies((ex) -> {
				assertThat(ex).isSameAs(own);
				assertThat(ex.getSuppressed()).singleElement().isInstanceOf(LockLostException.class);
			});
	}

	@Test
	void whatTheStoreHadNoMoreAtTheReleaseIsALoss() {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(
				() -> this.template.execute(REQUEST, (lease) -> this.store.forceRelease(LockId.of("app", "job", "1"))))
			.withMessageContaining("the store had it no more");
		assertThat(this.events).hasSize(1);
	}

	@Test
	void aFailingReleaseReplacesNoResult() {
		String result = this.template.execute(REQUEST, (lease) -> {
			this.store.fail(Fault.REQUEST_LOST, 1);
			return "result";
		});
		assertThat(result).isEqualTo("result");
	}

	@Test
	void workMayReleaseItsLeaseEarly() {
		String result = this.template.execute(REQUEST, (lease) -> {
			lease.release();
			return "result";
		});
		assertThat(result).isEqualTo("result");
		assertThat(this.events).isEmpty();
	}

	@Test
	void aLeaseThatTheWorkHasReleasedIsNotReentered() {
		this.template.executeWithoutResult(REQUEST, (outer) -> {
			outer.release();
			this.template.executeWithoutResult(REQUEST, (inner) -> {
				assertThat(inner).isNotSameAs(outer);
				assertThat(inner.isHeld()).isTrue();
			});
			this.other.executeWithoutResult(REQUEST,
					(stranger) -> assertThatExceptionOfType(LockNotAcquiredException.class)
						.isThrownBy(() -> this.template.execute(REQUEST, (never) -> "never")));
		});
	}

	@Test
	void aLossInterruptsTheWorkAndTheFlagIsClearedAfterwards() {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> this.template.execute(REQUEST, (lease) -> {
			this.store.fail(Fault.REQUEST_LOST, Integer.MAX_VALUE);
			this.time.advance(Duration.ofMinutes(1));
			this.store.heal();
			assertThat(Thread.currentThread().isInterrupted()).isTrue();
			return "";
		}));
	}

	@Test
	void aLossOnlyNotifiesWhereThatIsThePolicy() {
		List<LockLease> told = new ArrayList<>();
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> this.template.execute(REQUEST.onLost(OnLost.NOTIFY), (lease) -> {
				lease.onLost(told::add);
				this.store.fail(Fault.REQUEST_LOST, Integer.MAX_VALUE);
				this.time.advance(Duration.ofMinutes(1));
				this.store.heal();
				assertThat(Thread.currentThread().isInterrupted()).isFalse();
				return "";
			}));
		assertThat(told).hasSize(1);
		assertThat(this.events).hasSize(1);
	}

}
