// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks;

import java.util.Map;

import dev.distributedlock.benchmarks.contender.JdbcContenders;
import dev.distributedlock.benchmarks.measure.Cycles;
import dev.distributedlock.benchmarks.measure.Effort;
import dev.distributedlock.benchmarks.report.Bar;
import dev.distributedlock.benchmarks.report.Results;
import dev.distributedlock.benchmarks.server.H2Database;

/**
 * What is measured on H2.
 */
class H2Suite implements Suite {

	@Override
	public void run(Effort effort, Results results, Map<String, String> environment) {
		H2Database database = new H2Database();
		environment.put("H2", database.version());
		new Cycles(results, effort.warmer()).oneThread("H2", Bar.atMost(1.4, 1.15), new JdbcContenders(database).all());
	}

}
