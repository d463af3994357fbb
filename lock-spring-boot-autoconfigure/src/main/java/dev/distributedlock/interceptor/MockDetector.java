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

import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Recognises mocks, which stand in for beans in tests of applications and need no advice.
 *
 * @author The Distributed Lock authors
 */
final class MockDetector {

	private MockDetector() {
	}

	static boolean isMock(Object bean) {
		ClassLoader classLoader = bean.getClass().getClassLoader();
		if (!ClassUtils.isPresent("org.mockito.Mockito", classLoader)) {
			return false;
		}
		Class<?> mockito = ClassUtils.resolveClassName("org.mockito.Mockito", classLoader);
		Method mockingDetails = ClassUtils.getMethod(mockito, "mockingDetails", Object.class);
		Object details = ReflectionUtils.invokeMethod(mockingDetails, null, bean);
		Class<?> detailsType = ClassUtils.resolveClassName("org.mockito.MockingDetails", classLoader);
		return Boolean.TRUE.equals(ReflectionUtils.invokeMethod(ClassUtils.getMethod(detailsType, "isMock"), details));
	}

}
