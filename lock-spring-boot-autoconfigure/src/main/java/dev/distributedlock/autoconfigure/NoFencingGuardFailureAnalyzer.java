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

import org.jspecify.annotations.Nullable;

import dev.distributedlock.FencingGuard;

import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Explains that there is no {@link FencingGuard} unless a property asks for it. Before
 * Spring Boot, which would have the application declare one.
 *
 * @author The Distributed Lock authors
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class NoFencingGuardFailureAnalyzer extends AbstractFailureAnalyzer<NoSuchBeanDefinitionException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause) {
		return (cause.getBeanType() == FencingGuard.class && cause.getNumberOfBeansFound() == 0)
				? new FailureAnalysis("A bean needs a FencingGuard, and there is none.",
						"Set distributed-lock.fencing.enabled=true. The guard works in the application's DataSource:"
								+ " if there are several, mark one as @Primary.",
						cause)
				: null;
	}

}
