// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import dev.distributedlock.DistributedLock;
import dev.distributedlock.LockContextHolder;
import dev.distributedlock.LockKey;
import dev.distributedlock.autoconfigure.DistributedLockAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests of keys that have several parts, are concatenated, or are long.
 */
@ExtendWith(OutputCaptureExtension.class)
class CompositeKeyTests {

	private static final int RUNS = 200;

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class, AopAutoConfiguration.class))
		.withPropertyValues("distributed-lock.type=local")
		.withBean(Orders.class);

	private void run(Consumer<Orders> test) {
		this.contextRunner.run((context) -> test.accept(context.getBean(Orders.class)));
	}

	/**
	 * Often enough to be compiled.
	 */
	@Test
	void aFunctionJoinsTheParts() {
		run((orders) -> {
			for (int i = 0; i < RUNS; i++) {
				assertThat(orders.function("acme", i)).containsExactly(LockKey.of("acme", i));
				assertThat(orders.function("a,b", i)).containsExactly(LockKey.of("a,b", i));
				assertThat(orders.type("acme", i)).containsExactly(LockKey.of("acme", i));
				assertThat(orders.several("acme", i)).containsExactly("a", LockKey.of("acme", i));
			}
		});
	}

	@Test
	void aPartThatIsNullIsRefused() {
		run((orders) -> {
			for (int i = 0; i < RUNS; i++) {
				assertThatIllegalArgumentException().isThrownBy(() -> orders.function(null, 1))
					.withMessageContainingAll("Orders.function", "Part 1 of 2", "null");
				assertThatIllegalArgumentException().isThrownBy(() -> orders.function("acme", null))
					.withMessageContainingAll("Orders.function", "Part 2 of 2", "null");
			}
		});
	}

	@Test
	void nullIsNotConcatenated() {
		run((orders) -> {
			for (int i = 0; i < RUNS; i++) {
				assertThat(orders.concatenated("acme", 1)).containsExactly("acme:1");
				assertThatIllegalArgumentException().isThrownBy(() -> orders.concatenated("acme", null))
					.withMessageContainingAll("Orders.concatenated", "#order", "null", "#lockKey");
				assertThatIllegalArgumentException().isThrownBy(() -> orders.concatenated(null, 1))
					.withMessageContainingAll("#tenant", "null");
				assertThatIllegalArgumentException().isThrownBy(() -> orders.property(new Order(null)))
					.withMessageContainingAll("#order.id", "null");
				assertThatIllegalArgumentException().isThrownBy(() -> orders.inList("acme", null))
					.withMessageContainingAll("#order", "null");
			}
			assertThat(orders.property(new Order(7))).containsExactly("order-7");
		});
	}

	@Test
	void nullIsNotConcatenatedHoweverItIsWritten() {
		run((orders) -> {
			for (int i = 0; i < RUNS; i++) {
				assertNotConcatenated(() -> orders.accessor(new Order(null)));
				assertNotConcatenated(() -> orders.argument(null, "b"));
				assertNotConcatenated(() -> orders.map(Map.of(), "b"));
				assertNotConcatenated(() -> orders.safe(null, "b"));
				assertNotConcatenated(() -> orders.bare("a", null));
				assertNotConcatenated(() -> orders.bare(null, "b"));
				assertNotConcatenated(() -> orders.ternary(null, true));
				assertNotConcatenated(() -> orders.elvis(null, null));
				assertNotConcatenated(() -> orders.nested(null));
				assertNotConcatenated(() -> orders.projected(Arrays.asList("a", null)));
				assertNotConcatenated(() -> orders.object(null));
			}
			assertThat(orders.accessor(new Order(7))).containsExactly("order-7");
			assertThat(orders.argument("a", "b")).containsExactly("a:b");
			assertThat(orders.map(Map.of("tenant", "a"), "b")).containsExactly("a:b");
			assertThat(orders.safe("a", "b")).containsExactly("A:b");
			assertThat(orders.bare("null", "b")).containsExactly("nullb");
			assertThat(orders.ternary(null, false)).containsExactly("x");
			assertThat(orders.elvis(null, "b")).containsExactly("order-b");
			assertThat(orders.nested("a")).containsExactly("A!");
			assertThat(orders.projected(List.of("a", "b"))).containsExactly("k-a", "k-b");
			assertThat(orders.object(new Order(7))).containsExactly("k-Order[id=7]");
		});
	}

	private static void assertNotConcatenated(ThrowingCallable call) {
		assertThatIllegalArgumentException().isThrownBy(call)
			.withMessageContainingAll("Orders.", "is null, and would become the text 'null'");
	}

	@Test
	void operandsAreEvaluatedOnceAndArgumentsMayBeNull() {
		AtomicInteger calls = new AtomicInteger();
		run((orders) -> {
			assertThat(orders.counted(calls, null)).containsExactly("1:none");
			assertThat(calls).hasValue(1);
		});
	}

	@Test
	void aConditionMayAskForNull() {
		run((orders) -> {
			assertThat(orders.conditional("acme", null)).containsExactly("acme");
			assertThat(orders.conditional("acme", 1)).containsExactly("acme:1");
			assertThat(orders.withDefault("acme", null)).containsExactly("acme:none");
			assertThat(orders.sum(1, 2)).containsExactly("3");
		});
	}

	@Test
	void aParameterOfThatNameFailsAtStartUp() {
		this.contextRunner.withBean(Named.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidLockDefinitionException.class)
				.hasMessageContainingAll("Named.run", "#lockKey", "parameter"));
	}

	@Test
	void longKeysAreNotInFailures(CapturedOutput output) {
		String huge = "9".repeat(1_000_000);
		run((orders) -> {
			assertThat(orders.plain(huge)).containsExactly(huge);
			assertShort(() -> orders.number(huge));
			assertShort(() -> orders.missingProperty(huge));
			assertShort(() -> orders.failing(huge));
			assertShort(
					() -> orders.list(IntStream.range(0, 5000).mapToObj((i) -> huge.substring(0, 1000) + i).toList()));
			assertShort(() -> orders.list(Arrays.asList(huge, null)));
		});
		assertThat(output.getAll().lines()).allSatisfy((line) -> assertThat(line).hasSizeLessThan(10_000));
	}

	private static void assertShort(ThrowingCallable call) {
		assertThatThrownBy(call).satisfies((failure) -> {
			List<Throwable> causes = new ArrayList<>();
			for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
				causes.add(cause);
			}
			assertThat(causes).allSatisfy((cause) -> assertThat(cause.toString()).hasSizeLessThan(2000));
		}).hasMessageContaining("Orders");
	}

	record Order(@Nullable Integer id) {
	}

	static class Orders {

		private static List<String> keys() {
			return LockContextHolder.requireLease().keys();
		}

		@DistributedLock(name = "o", key = "#lockKey(#tenant, #order)")
		List<String> function(@Nullable String tenant, @Nullable Integer order) {
			return keys();
		}

		@DistributedLock(name = "o", key = "T(dev.distributedlock.LockKey).of(#tenant, #order)")
		List<String> type(String tenant, Integer order) {
			return keys();
		}

		@DistributedLock(name = "o", key = "{'a', #lockKey(#tenant, #order)}")
		List<String> several(String tenant, Integer order) {
			return keys();
		}

		@DistributedLock(name = "o", key = "#tenant + ':' + #order")
		List<String> concatenated(@Nullable String tenant, @Nullable Integer order) {
			return keys();
		}

		@DistributedLock(name = "o", key = "'order-' + #order.id")
		List<String> property(Order order) {
			return keys();
		}

		@DistributedLock(name = "o", key = "{'a', #tenant + ':' + #order}")
		List<String> inList(String tenant, @Nullable Integer order) {
			return keys();
		}

		@DistributedLock(name = "o", key = "#order != null ? #tenant + ':' + #order : #tenant")
		List<String> conditional(String tenant, @Nullable Integer order) {
			return keys();
		}

		@DistributedLock(name = "o", key = "#tenant + ':' + (#order ?: 'none')")
		List<String> withDefault(String tenant, @Nullable Integer order) {
			return keys();
		}

		@DistributedLock(name = "o", key = "#a + #b")
		List<String> sum(int a, int b) {
			return keys();
		}

		@DistributedLock(name = "o", key = "'order-' + #order.id()")
		List<String> accessor(Order order) {
			return keys();
		}

		@DistributedLock(name = "o", key = "#root.args[0] + ':' + #b")
		List<String> argument(@Nullable String a, String b) {
			return keys();
		}

		@DistributedLock(name = "o", key = "#map['tenant'] + ':' + #b")
		List<String> map(Map<String, String> map, String b) {
			return keys();
		}

		@DistributedLock(name = "o", key = "#a?.toUpperCase() + ':' + #b")
		List<String> safe(@Nullable String a, String b) {
			return keys();
		}

		@DistributedLock(name = "o", key = "#a + #b")
		List<String> bare(@Nullable String a, @Nullable String b) {
			return keys();
		}

		@DistributedLock(name = "o", key = "#joined ? ('a:' + #a) : 'x'")
		List<String> ternary(@Nullable String a, boolean joined) {
			return keys();
		}

		@DistributedLock(name = "o", key = "'order-' + (#a ?: #b)")
		List<String> elvis(@Nullable String a, @Nullable String b) {
			return keys();
		}

		@DistributedLock(name = "o", key = "(#a + '!').toUpperCase()")
		List<String> nested(@Nullable String a) {
			return keys();
		}

		@DistributedLock(name = "o", key = "#ids.!['k-' + #this]")
		List<String> projected(List<@Nullable String> ids) {
			return keys();
		}

		@DistributedLock(name = "o", key = "'k-' + #order")
		List<String> object(@Nullable Order order) {
			return keys();
		}

		@DistributedLock(name = "o", key = "#calls.incrementAndGet() + ':' + #root.target.orNone(#a)")
		List<String> counted(AtomicInteger calls, @Nullable String a) {
			return keys();
		}

		public String orNone(@Nullable String text) {
			return (text != null) ? text : "none";
		}

		@DistributedLock(name = "o", key = "#key")
		List<String> plain(String key) {
			return keys();
		}

		@DistributedLock(name = "o", key = "T(Integer).parseInt(#key)")
		List<String> number(String key) {
			return keys();
		}

		@DistributedLock(name = "o", key = "#key.nope")
		List<String> missingProperty(String key) {
			return keys();
		}

		@DistributedLock(name = "o", key = "#root.target.fail(#key)")
		List<String> failing(String key) {
			return keys();
		}

		public String fail(String key) {
			throw new IllegalStateException("Not found: " + key, new IllegalArgumentException(key));
		}

		@DistributedLock(name = "o", key = "#keys")
		List<String> list(List<@Nullable String> keys) {
			return keys();
		}

	}

	static class Named {

		@DistributedLock(name = "o", key = "#lockKey(#tenant, #lockKey)")
		void run(String tenant, String lockKey) {
		}

	}

}
