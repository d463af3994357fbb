// SPDX-License-Identifier: Apache-2.0

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
