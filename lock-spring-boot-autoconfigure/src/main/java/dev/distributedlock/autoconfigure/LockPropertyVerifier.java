// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Refuses properties that Spring Boot would ignore, or take for something else: names
 * that do not exist, and durations without a unit, which would be milliseconds: "30" as a
 * lease time is a mistake.
 */
final class LockPropertyVerifier implements BeanFactoryPostProcessor {

	private static final Log logger = LogFactory.getLog(LockPropertyVerifier.class);

	private static final String TYPE = "distributed-lock.type";

	private final Environment environment;

	LockPropertyVerifier(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		verifyNames();
		warnOfVariables();
		verifyDurations();
		verifyValue(TYPE, LockStoreType.class, "Valid values are jdbc (the SQL database), redisson (Redis or Valkey,"
				+ " with the client Redisson) and local (in memory, for tests).");
		for (String part : List.of("jdbc", "fencing")) {
			verifyValue("distributed-lock." + part + ".initialize-schema", InitializationMode.class,
					"Valid values are always, embedded (only in an embedded database) and never.");
		}
		for (String name : List.of("enabled", "fencing.enabled")) {
			verifyValue("distributed-lock." + name, Boolean.class, "Valid values are true and false.");
		}
		verifyValue("distributed-lock.advisor-order", Integer.class, "Write a whole number.");
	}

	private void verifyNames() {
		Map<ConfigurationPropertyName, String> unknown = new LinkedHashMap<>();
		iterable().filter((source) -> !isEnvironment(source))
			.forEach((source) -> names(source).filter((name) -> !isValid(source, name))
				.forEach((name) -> unknown.putIfAbsent(name, describe(source, name))));
		if (!unknown.isEmpty()) {
			throw new LockSetupException(
					"Properties that do not exist would be ignored:\n\n" + lines(unknown.values().stream()),
					"Correct or remove them. The nearest names are:\n\n"
							+ lines(unknown.keySet().stream().map(LockPropertyNames::nearest)));
		}
	}

	private Stream<IterableConfigurationPropertySource> iterable() {
		return StreamSupport.stream(ConfigurationPropertySources.get(this.environment).spliterator(), false)
			.filter(IterableConfigurationPropertySource.class::isInstance)
			.map(IterableConfigurationPropertySource.class::cast);
	}

	private static boolean isEnvironment(ConfigurationPropertySource source) {
		return source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
	}

	private static Stream<ConfigurationPropertyName> names(IterableConfigurationPropertySource source) {
		return source.stream()
			.filter((name) -> name.equals(LockPropertyNames.PREFIX) || LockPropertyNames.PREFIX.isAncestorOf(name));
	}

	private static boolean isValid(ConfigurationPropertySource source, ConfigurationPropertyName name) {
		if (LockPropertyNames.isKnown(name)) {
			return true;
		}
		ConfigurationProperty property = source.getConfigurationProperty(name);
		return LockPropertyNames.isGroup(name) && (property == null || property.getValue().toString().isEmpty());
	}

	private static String describe(ConfigurationPropertySource source, ConfigurationPropertyName name) {
		ConfigurationProperty property = source.getConfigurationProperty(name);
		return name + ((property != null && property.getOrigin() != null) ? " (" + property.getOrigin() + ")" : "");
	}

	private static String lines(Stream<String> texts) {
		return texts.distinct().map((text) -> "    " + text).collect(Collectors.joining("\n"));
	}

	/**
	 * What is in the environment need not be meant for this application.
	 */
	private void warnOfVariables() {
		Set<String> unknown = iterable().filter(LockPropertyVerifier::isEnvironment)
			.flatMap((source) -> Stream
				.of(((SystemEnvironmentPropertySource) source.getUnderlyingSource()).getPropertyNames()))
			.filter((name) -> name.matches("(?i)distributed[_-]?lock[_.].*") && !isValidVariable(name))
			.collect(Collectors.toCollection(TreeSet::new));
		if (!unknown.isEmpty()) {
			logger.warn("Environment variables that are no properties of locks, and are ignored: " + unknown.stream()
				.map((name) -> name + " (nearest: " + LockPropertyNames.nearestVariable(name) + ")")
				.collect(Collectors.joining(", ")));
		}
	}

	private static boolean isValidVariable(String name) {
		return LockPropertyNames.isKnownVariable(name)
				|| LockPropertyNames.isKnown(ConfigurationPropertyName.adapt(name, '.'));
	}

	private void verifyDurations() {
		Binder binder = Binder.get(this.environment);
		Set<ConfigurationPropertyName> locks = iterable().flatMap(LockPropertyVerifier::names)
			.filter((name) -> LockPropertyNames.LOCKS.isAncestorOf(name))
			.map((name) -> name.chop(3))
			.collect(Collectors.toSet());
		LockPropertyNames.durations(locks).forEach((name) -> {
			String value = binder.bind(name, Bindable.of(String.class)).orElse("");
			if (value.matches("[+-]?\\d+") && !value.equals("0")) {
				throw new InvalidConfigurationPropertyValueException(name.toString(), value,
						"A duration needs a unit, such as " + value + "s or " + value + "ms.");
			}
		});
	}

	/**
	 * The values of Spring Boot's {@code DatabaseInitializationMode}, which is not on
	 * every class path.
	 */
	private enum InitializationMode {

		ALWAYS, EMBEDDED, NEVER

	}

	/**
	 * Verify a property that is read before, or without, the class that it is bound to.
	 */
	private void verifyValue(String name, Class<?> type, String reason) {
		Binder binder = Binder.get(this.environment);
		try {
			binder.bind(name, type);
		}
		catch (BindException ex) {
			throw new InvalidConfigurationPropertyValueException(name, binder.bind(name, String.class).orElse(""),
					reason);
		}
	}

}
