// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Leaves JPA, and Spring Boot's and Redisson's support for Redis, out of the tests that
 * do not ask for it, although it is on the class path of all: Redis is a place for locks.
 */
public class OnRequest implements AutoConfigurationImportFilter, EnvironmentAware {

	/**
	 * Asks for JPA.
	 */
	public static final String JPA = "test.with-jpa";

	/**
	 * Asks for Redis.
	 */
	public static final String REDIS = "test.with-redis";

	private boolean jpa;

	private boolean redis;

	@Override
	public void setEnvironment(Environment environment) {
		this.jpa = environment.getProperty(JPA, Boolean.class, false);
		this.redis = environment.getProperty(REDIS, Boolean.class, false);
	}

	@Override
	public boolean[] match(@Nullable String[] candidates, AutoConfigurationMetadata metadata) {
		boolean[] matches = new boolean[candidates.length];
		for (int i = 0; i < candidates.length; i++) {
			String candidate = candidates[i];
			matches[i] = candidate == null || matches(candidate);
		}
		return matches;
	}

	private boolean matches(String candidate) {
		return (this.jpa || !candidate.contains("Jpa")) && (this.redis || !isRedis(candidate));
	}

	private static boolean isRedis(String candidate) {
		return candidate.startsWith("org.springframework.boot.data.redis.") || candidate.startsWith("org.redisson.");
	}

}
