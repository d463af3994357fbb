// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link Docker}.
 */
class DockerTests {

	@Test
	void thatAnImageCannotBeHadIsAReasonAndNoFailure() {
		assertThat(Docker.whyNot("distributed-lock/no-such-image:1")).isNotEmpty();
	}

}
