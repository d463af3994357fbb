// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks;

import java.util.Map;

import dev.distributedlock.benchmarks.measure.Effort;
import dev.distributedlock.benchmarks.report.Results;

/**
 * All measures of one kind of server.
 */
interface Suite {

	void run(Effort effort, Results results, Map<String, String> environment) throws Exception;

}
