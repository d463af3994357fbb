// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.distributedlock.DistributedLock;
import dev.distributedlock.LockContextHolder;
import dev.distributedlock.autoconfigure.DistributedLockAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests of what the attributes of the annotation name that does not exist.
 */
class UnknownNamesTests {

	private static final String SOURCE = """
			public class Named {
				@dev.distributedlock.DistributedLock(%s)
				public java.util.List<String> run(Long id, java.util.Map<String, Long> map, Order order) {
					return dev.distributedlock.LockContextHolder.requireLease().keys();
				}
				public record Order(Long id, java.util.List<Order> parts) {
				}
			}
			""";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class, AopAutoConfiguration.class))
		.withPropertyValues("distributed-lock.type=local", "app.lock=from-property", "app.time=3s")
		.withBean("tenants", Tenants.class);

	@TempDir
	private Path folder;

	private Class<?> compile(String attributes) {
		return new TestCompiler(this.folder).compile("Named", SOURCE.formatted(attributes), "-parameters");
	}

	private void refused(ApplicationContextRunner runner, String attributes, String... messages) {
		Class<?> type = compile(attributes);
		runner.withClassLoader(type.getClassLoader())
			.withBean(type)
			.run((context) -> assertThat(context).getFailure()
				.as(attributes)
				.isInstanceOfSatisfying(InvalidLockDefinitionException.class, (ex) -> {
					assertThat(ex).hasMessageContaining("Named.run").hasMessageContainingAll(messages);
					assertThat(ex.getAction()).isNotBlank();
				}));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~',
			value = { "id | id", "nope | nope", "root.method | root", "#root.nope | nope", "#this.nope | nope",
					"nope() | nope()", "#root.nope(1) | nope(1)", "target() | target()", "#id + nope | nope",
					"{#id, nope} | nope", "#id != null ? nope : 1 | nope", "#id ?: nope | nope",
					"#map.get(nope) | nope", "#map[nope()] | nope()", "{a: nope} | nope", "{id: id} | id",
					"!nope | nope", "(id) | id", "T(String).valueOf(nope) | nope", "@tenants.of(nope) | nope",
					"#order.parts.?[id == nope()].size() + nope | nope", "@nobean | @nobean",
					"@nobean.current() | @nobean", "'a' + @'no.bean'.x | @'no.bean'", "&nobean | &nobean",
					"#order.parts.![@nobean] | @nobean", "#order.parts.![#nope] | #nope",
					"T(com.example.Nope).of(#id) | com.example.Nope", "new com.example.Nope(#id) | com.example.Nope",
					"T(LocalDate).now() | LocalDate", "#nope(#id) | #nope(#id)", "#nope | #nope" })
	void namesInExpressionsAreRefusedAtStartUp(String expression, String name) {
		refused(this.contextRunner, "name = \"x\", key = \"" + expression + "\"", "key", expression, name);
		refused(this.contextRunner, "name = \"x\", condition = \"" + expression + "\"", "condition", expression, name);
	}

	@Test
	void aForgottenHashIsSuggested() {
		Class<?> type = compile("name = \"x\", key = \"id\"");
		this.contextRunner.withClassLoader(type.getClassLoader())
			.withBean(type)
			.run((context) -> assertThat(((InvalidLockDefinitionException) context.getStartupFailure()).getAction())
				.contains("#id", "'id'"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~',
			value = { "method.name | run", "methodName | run", "MethodName | run", "args[0] | 7", "args.length | 3",
					"getMethodName() | run", "#root.methodName | run", "#this.args[0] | 7", "#root?.methodName | run",
					"targetClass.simpleName | Named", "class.simpleName | LockExpressionRoot", "target != null | true",
					"#map['a'] | 1", "#map[a] | 1", "{a: #id}['a'] | 7", "#order.parts.![id] | 8",
					"#order.parts.?[id == 8].![id] | 8", "#order.parts.![#this.id + #root.args[0]] | 15",
					"@tenants.current() | acme", "@tenants.of(#id) | acme7", "@'tenants'.current() | acme",
					"T(String).valueOf(#id) | 7", "T(java.time.LocalDate).EPOCH | 1970-01-01", "new String('a') | a",
					"new int[]{1}[0] | 1", "'text' | text", "#id.toString() | 7", "#order.id.hashCode() | 7",
					"'${app.lock}:' + #id | from-property:7" })
	void namesThatExistAreNot(String expression, String key) {
		Class<?> type = compile("name = \"x\", key = \"" + expression + "\"");
		this.contextRunner.withClassLoader(type.getClassLoader()).withBean("named", type).run((context) -> {
			Object bean = context.getBean("named");
			Class<?> order = type.getClassLoader().loadClass("Named$Order");
			Object part = order.getConstructors()[0].newInstance(8L, List.of());
			Object whole = order.getConstructors()[0].newInstance(7L, List.of(part));
			assertThat(bean.getClass()
				.getMethod("run", Long.class, Map.class, order)
				.invoke(bean, 7L, Map.of("a", 1L), whole)).isEqualTo(List.of(key));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "name = \"${nope}\"", "name = \"a-${nope}-b\"", "name = \"x\", key = \"'${nope}'\"",
			"name = \"x\", condition = \"${nope}\"", "name = \"x\", waitTime = \"${nope}\"",
			"name = \"x\", leaseTime = \"${nope}s\"", "name = \"x\", minHoldTime = \"${nope}\"",
			"name = \"x\", maxHoldTime = \"${nope}\"", "name = \"x\", registry = \"${nope}\"" })
	void placeholdersAreRefusedAtStartUp(String attributes) {
		String attribute = attributes.replaceAll(".*?(\\w+) = \"[^\"]*$", "$1")
			.replaceAll("^.*, (\\w+) = .*", "$1")
			.replaceAll("^(\\w+) = .*", "$1");
		refused(this.contextRunner, attributes, attribute, "${nope}");
		refused(this.contextRunner.withConfiguration(AutoConfigurations.of(PropertyPlaceholderAutoConfiguration.class)),
				attributes, attribute, "${nope}");
	}

	@Test
	void placeholdersThatExistAreResolved() {
		this.contextRunner.withPropertyValues("app.registry=distributedLockRegistry", "app.on=true")
			.withBean(Placeholders.class)
			.run((context) -> assertThat(context.getBean(Placeholders.class).run()).containsExactly("from-property"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~',
			value = { "registry = \"nope\" | nope", "registry = \"tenants\" | tenants", "key = \"''\" | blank",
					"key = \"null\" | null", "key = \"1.5\" | java.lang.Double",
					"condition = \"'yes'\" | true or false", "condition = \"null\" | true or false" })
	void valuesThatCanNeverWorkAreRefusedAtStartUp(String attribute, String message) {
		refused(this.contextRunner, "name = \"x\", " + attribute, message);
	}

	@Test
	void beansThatAreCreatedLaterAreRefusedThen() {
		this.contextRunner.withBean("late", Late.class, Late::new, (definition) -> definition.setScope("prototype"))
			.run((context) -> assertThat(context).hasFailed());
		this.contextRunner.withBean("late", Object.class, Late::new, (definition) -> definition.setScope("prototype"))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThatThrownBy(() -> context.getBean("late"))
					.hasRootCauseInstanceOf(InvalidLockDefinitionException.class)
					.rootCause()
					.hasMessageContaining("@nobean");
			});
	}

	static class Tenants {

		public String current() {
			return "acme";
		}

		public String of(Object id) {
			return "acme" + id;
		}

	}

	static class Placeholders {

		@DistributedLock(name = "${app.lock}", key = "'${app.lock}'", condition = "${app.on}", waitTime = "${app.time}",
				registry = "${app.registry}")
		List<String> run() {
			return LockContextHolder.requireLease().keys();
		}

	}

	static class Late {

		@DistributedLock(name = "x", key = "@nobean")
		void run() {
		}

	}

}
