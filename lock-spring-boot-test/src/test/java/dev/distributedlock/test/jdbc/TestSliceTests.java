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

package dev.distributedlock.test.jdbc;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import dev.distributedlock.DistributedLock;
import dev.distributedlock.LockContextHolder;
import dev.distributedlock.autoconfigure.DistributedLockAutoConfiguration;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jdbc.test.autoconfigure.JdbcTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of locks in slices of applications, which leave auto-configurations out.
 *
 * @author The Distributed Lock authors
 */
@ExtendWith(OutputCaptureExtension.class)
class TestSliceTests {

	@Nested
	@JdbcTest
	class WithoutLocks {

		@Test
		void aMethodThatRunsWithoutItsLockIsWarnedOf(@Autowired Job job, CapturedOutput output) {
			assertThat(job.isLocked()).isFalse();
			assertThat(output).containsOnlyOnce("@DistributedLock does nothing on " + Job.class.getName());
		}

	}

	@Nested
	@JdbcTest
	@ImportAutoConfiguration(DistributedLockAutoConfiguration.class)
	@TestPropertySource(properties = "distributed-lock.type=local")
	class WithLocks {

		@Test
		void theMethodIsLockedAsTheWarningSays(@Autowired Job job, CapturedOutput output) {
			assertThat(job.isLocked()).isTrue();
			assertThat(output).doesNotContain("@DistributedLock does nothing");
		}

	}

	static class Job {

		@DistributedLock("job")
		boolean isLocked() {
			return LockContextHolder.getContext() != null;
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Job job() {
			return new Job();
		}

	}

}
