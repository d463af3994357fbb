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

package dev.distributedlock.test;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/**
 * Tests that are known to fail: reported as skipped, with the defect as the reason, and
 * as failed once the defect has been mended, so that the list can only become shorter.
 *
 * @author The Distributed Lock authors
 */
final class KnownDefects implements InvocationInterceptor {

	private final Map<String, String> reasons = new HashMap<>();

	private final Set<String> occasional = new HashSet<>();

	KnownDefects defect(String test, String reason) {
		this.reasons.put(test, reason);
		return this;
	}

	/**
	 * Add a test that fails at times only.
	 */
	KnownDefects race(String test, String reason) {
		this.occasional.add(test);
		return defect(test, reason);
	}

	@Override
	public void interceptTestMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> test,
			ExtensionContext context) throws Throwable {
		String name = test.getExecutable().getName();
		String reason = this.reasons.get(name);
		if (reason == null) {
			invocation.proceed();
			return;
		}
		proceed(invocation, reason);
		if (!this.occasional.contains(name)) {
			throw new AssertionError("Passes, so it is not a defect any more: " + reason);
		}
	}

	private void proceed(Invocation<Void> invocation, String reason) throws Throwable {
		try {
			invocation.proceed();
		}
		catch (Exception | AssertionError ex) {
			throw new TestAbortedException("Known defect: " + reason, ex);
		}
	}

}
