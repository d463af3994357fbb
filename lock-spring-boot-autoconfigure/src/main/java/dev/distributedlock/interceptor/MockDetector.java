// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.lang.reflect.Method;

import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Recognises mocks, which stand in for beans in tests of applications and need no advice.
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
