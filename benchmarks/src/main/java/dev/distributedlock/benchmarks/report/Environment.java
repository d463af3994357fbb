/*
 * Copyright 2026 the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

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
 *
 * @author The Distributed Lock authors
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
