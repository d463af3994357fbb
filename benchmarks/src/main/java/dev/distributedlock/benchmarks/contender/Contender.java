// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.contender;

import java.util.concurrent.Callable;

/**
 * Who is measured.
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
