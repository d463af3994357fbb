// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;

/**
 * The parameters of a method as its expressions call them: by name, where the class file
 * has names, and by position. The names of the method that the annotation stands on win,
 * then those of the method that implements it, then positions: {@code #a1} is the
 * parameter of that name, if there is one.
 */
final class LockParameters {

	private static final ParameterNameDiscoverer discoverer = DefaultParameterNameDiscoverer.getSharedInstance();

	private final List<String> names = new ArrayList<>();

	private final Map<String, Integer> positions = new HashMap<>();

	private final boolean named;

	LockParameters(LockedMethod locked) {
		boolean declared = addNames(locked.declared());
		this.named = addNames(locked.method()) || declared;
		for (int i = 0; i < locked.method().getParameterCount(); i++) {
			this.positions.putIfAbsent("p" + i, i);
			this.positions.putIfAbsent("a" + i, i);
		}
	}

	private boolean addNames(Method method) {
		@Nullable String @Nullable [] names = discoverer.getParameterNames(method);
		for (int i = 0; names != null && i < names.length; i++) {
			if (names[i] != null && this.positions.putIfAbsent(names[i], i) == null) {
				this.names.add(names[i]);
			}
		}
		return names != null;
	}

	/**
	 * Whether the class file has the names that an expression can use.
	 */
	boolean areNamed() {
		return this.named;
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
		return this.names.toString();
	}

}
