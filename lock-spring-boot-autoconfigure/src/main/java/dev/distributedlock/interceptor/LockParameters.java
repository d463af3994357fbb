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
package dev.distributedlock.interceptor;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;

/**
 * The parameters of a method as its expressions call them: by name, where the class file
 * tells names, and by position.
 *
 * @author The Distributed Lock authors
 */
final class LockParameters {

	private static final ParameterNameDiscoverer discoverer = DefaultParameterNameDiscoverer.getSharedInstance();

	private final String @Nullable [] names;

	private final Map<String, Integer> positions = new HashMap<>();

	LockParameters(Method method) {
		this.names = discoverer.getParameterNames(method);
		for (int i = 0; i < method.getParameterCount(); i++) {
			this.positions.put("p" + i, i);
			this.positions.put("a" + i, i);
			if (this.names != null) {
				this.positions.put(this.names[i], i);
			}
		}
	}

	/**
	 * Whether all names are known that an expression can use.
	 */
	boolean areNamed() {
		return this.names != null;
	}

	/**
	 * Return the position of a parameter.
	 * @param variable its name, or {@code p} or {@code a} and its position
	 * @return the position from zero, or null if there is no such parameter
	 */
	@Nullable Integer position(String variable) {
		return this.positions.get(variable);
	}

	@Override
	public String toString() {
		return Arrays.toString(this.names);
	}

}
