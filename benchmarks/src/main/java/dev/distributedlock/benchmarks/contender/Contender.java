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

package dev.distributedlock.benchmarks.contender;

import java.util.concurrent.Callable;

/**
 * Who is measured.
 *
 * @author The Distributed Lock authors
 */
public interface Contender {

	/**
	 * Name of the least that a lock can cost on the same server.
	 */
	String FLOOR = "floor";

	/**
	 * Name of the locks of this project.
	 */
	String OURS = "ours";

	/**
	 * Return the name in the results.
	 * @return the name
	 */
	String name();

	/**
	 * Open a replica.
	 * @return the replica, to be closed
	 * @throws Exception if that failed
	 */
	Replica open() throws Exception;

	/**
	 * Return a contender.
	 * @param name the name in the results
	 * @param replica opens a replica
	 * @return the contender
	 */
	static Contender of(String name, Callable<? extends Replica> replica) {
		return new Contender() {

			@Override
			public String name() {
				return name;
			}

			@Override
			public Replica open() throws Exception {
				return replica.call();
			}

		};
	}

}
