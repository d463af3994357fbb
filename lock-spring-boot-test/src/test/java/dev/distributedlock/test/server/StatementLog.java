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

package dev.distributedlock.test.server;

import java.util.List;

/**
 * What the server saw of the clients of one database, by its own account.
 *
 * @author The Distributed Lock authors
 */
@FunctionalInterface
public interface StatementLog {

	/**
	 * Do something and return the statements it caused, with those that the driver sends
	 * of its own accord. Each execution of a prepared statement counts, its preparation
	 * does not.
	 * @param task what to do
	 * @return the statements, in the order in which they arrived
	 */
	List<String> during(Runnable task);

}
