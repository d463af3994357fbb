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

package dev.distributedlock.autoconfigure;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;

/**
 * Refuses durations without a unit, which Spring Boot would read as milliseconds: a lease
 * time of "30" is nobody's intention.
 *
 * @author The Distributed Lock authors
 */
final class BareNumbers {

	private static final String PREFIX = "distributed-lock";

	private static final Set<String> DURATIONS = Set.of("waittime", "leasetime", "minholdtime", "maxholdtime",
			"operationtimeout", "retention");

	private BareNumbers() {
	}

	static void refuse(Environment environment) {
		Map<String, String> values = Binder.get(environment)
			.bind(PREFIX, Bindable.mapOf(String.class, String.class))
			.orElse(Map.of());
		values.forEach((name, value) -> {
			if (value.matches("[+-]?\\d+") && !value.equals("0") && isDuration(name)) {
				throw new InvalidConfigurationPropertyValueException(PREFIX + "." + name, value,
						"A duration needs a unit, such as " + value + "s or " + value + "ms.");
			}
		});
	}

	private static boolean isDuration(String name) {
		String last = name.substring(name.lastIndexOf('.') + 1);
		return DURATIONS.contains(last.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT));
	}

}
