// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.distributedlock.autoconfigure.DistributedLockAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of classes that were compiled without the names of their parameters.
 */
class ParameterNamesTests {

	private static final String INTERFACE = """
			public interface Jobs {
				%s java.util.List<String> run(String first, Long id);
			}
			""";

	private static final String CLASS = """
			public class JobService %s {
				%s public java.util.List<String> run(String first, Long id) {
					return dev.distributedlock.LockContextHolder.requireLease().keys();
				}
			}
			""";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class, AopAutoConfiguration.class))
		.withPropertyValues("distributed-lock.type=local");

	@TempDir
	private Path folder;

	private static String annotation(String attributes) {
		return "@dev.distributedlock.DistributedLock(name = \"x\", " + attributes + ")";
	}

	private Class<?> compile(String className, String source, String... options) {
		return new TestCompiler(this.folder).compile(className, source, options);
	}

	private void fails(Class<?> beanClass, String... messages) {
		this.contextRunner.withClassLoader(beanClass.getClassLoader())
			.withBean(beanClass)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOfSatisfying(InvalidLockDefinitionException.class, (ex) -> {
					assertThat(ex).hasMessageContainingAll(messages).hasMessageContaining("-parameters");
					assertThat(ex.getAction()).contains("-parameters", "Maven", "Gradle", "Kotlin", "#p0");
				}));
	}

	@ParameterizedTest
	@ValueSource(strings = { "condition = \"#id != null\"", "key = \"#id ?: 'none'\"", "key = \"#id\"",
			"key = \"'a' + #id\"", "key = \"{#p0, #id}\"", "key = \"#p0.chars().toArray().![#this + #id]\"",
			"key = \"#idd\"" })
	void namesAreRefusedAtStartUp(String attributes) throws Exception {
		String variable = attributes.contains("#idd") ? "#idd" : "#id";
		fails(compile("JobService", CLASS.formatted("", annotation(attributes))), "JobService.run", variable);
		fails(compile("JobService", CLASS.formatted("", annotation(attributes)), "-g"), "JobService.run", variable);
		fails(compile("JobService", CLASS.formatted("", annotation(attributes)), "-g:none"), "JobService.run",
				variable);
	}

	@ParameterizedTest
	@ValueSource(strings = { "#p1", "#a1", "#root.args[1]", "args[1]", "{7}.?[#this == #p1][0]" })
	void positionsAreNot(String key) throws Exception {
		locks(compile("JobService", CLASS.formatted("", annotation("key = \"" + key + "\"")), "-g:none"));
	}

	private void locks(Class<?> beanClass) {
		this.contextRunner.withClassLoader(beanClass.getClassLoader()).withBean("jobs", beanClass).run((context) -> {
			Object jobs = context.getBean("jobs");
			assertThat(jobs.getClass().getMethod("run", String.class, Long.class).invoke(jobs, "a", 7L))
				.isEqualTo(List.of("7"));
		});
	}

	@Test
	void namesOfTheInterfaceAreEnough() throws Exception {
		compile("Jobs", INTERFACE.formatted(annotation("key = \"#id\"")), "-parameters");
		locks(compile("JobService", CLASS.formatted("implements Jobs", "")));
	}

	@Test
	void namesOfTheClassAreEnough() throws Exception {
		compile("Jobs", INTERFACE.formatted(annotation("key = \"#id\"")));
		locks(compile("JobService", CLASS.formatted("implements Jobs", ""), "-parameters"));
	}

	@Test
	void namesOfNeitherAreRefused() throws Exception {
		compile("Jobs", INTERFACE.formatted(annotation("condition = \"#id != null\"")));
		fails(compile("JobService", CLASS.formatted("implements Jobs", "")), "run", "#id");
	}

	@Test
	void anInterfaceThatALibraryImplementsIsRefusedToo() throws Exception {
		Class<?> type = compile("Jobs", INTERFACE.formatted(annotation("condition = \"#id != null\"")));
		Object mapper = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
				(proxy, method, arguments) -> List.of());
		this.contextRunner.withClassLoader(type.getClassLoader())
			.withBean("mapper", Object.class, () -> mapper)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidLockDefinitionException.class)
				.hasMessageContainingAll("Jobs.run", "#id", "-parameters"));
	}

}
