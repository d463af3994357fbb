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
 *
 * @author The Distributed Lock authors
 */
class H2Suite implements Suite {

	@Override
	public void run(Effort effort, Results results, Map<String, String> environment) {
		H2Database database = new H2Database();
		environment.put("H2", database.version());
		new Cycles(results, effort).oneThread("H2", Bar.atMost(1.4, 1.15), new JdbcContenders(database).all());
	}

}
