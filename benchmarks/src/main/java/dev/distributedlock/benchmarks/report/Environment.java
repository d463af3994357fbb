// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.report;

import java.nio.file.Path;
import java.security.CodeSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;

import com.zaxxer.hikari.HikariDataSource;
import io.lettuce.core.RedisClient;
import net.javacrumbs.shedlock.core.LockProvider;
import org.redisson.Redisson;

import org.springframework.boot.SpringBootVersion;
import org.springframework.integration.support.locks.LockRegistry;

/**
 * What the figures depend on, without saying whose machine it is.
 */
public final class Environment {

	private Environment() {
	}

	/**
	 * Describe the environment.
	 * @param form how much was measured
	 * @return the values by name
	 */
	public static Map<String, String> describe(String form) {
		Map<String, String> values = new LinkedHashMap<>();
		values.put("form", form);
		values.put("date", LocalDate.now(ZoneOffset.UTC).toString());
		values.put("JDK", Runtime.version() + ", " + System.getProperty("java.vm.name"));
		values.put("system", System.getProperty("os.name") + ", " + System.getProperty("os.arch"));
		values.put("CPUs", Integer.toString(Runtime.getRuntime().availableProcessors()));
		values.put("Spring Boot", String.valueOf(SpringBootVersion.getVersion()));
		values.put("ShedLock", versionOf(LockProvider.class));
		values.put("Spring Integration", versionOf(LockRegistry.class));
		values.put("Redisson", versionOf(Redisson.class));
		values.put("Lettuce", versionOf(RedisClient.class));
		values.put("HikariCP", versionOf(HikariDataSource.class));
		values.put("PostgreSQL driver", versionOf(org.postgresql.Driver.class));
		return values;
	}

	/**
	 * The version in the name of the file that a class comes from.
	 */
	private static String versionOf(Class<?> type) {
		CodeSource source = type.getProtectionDomain().getCodeSource();
		String file = String.valueOf(Path.of(source.getLocation().getPath()).getFileName());
		return file.replaceAll("^.*?-(?=\\d)|\\.jar$", "");
	}

}
