// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The replicas that run.
 */
final class Cluster {

	private static final Duration START_PATIENCE = Duration.ofSeconds(90);

	private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

	private final Children children;

	private final DatabaseAccess database;

	private final boolean locked;

	private final Map<String, ChildProcess> replicas = new ConcurrentHashMap<>();

	private final Map<String, String> addresses = new ConcurrentHashMap<>();

	private int count;

	Cluster(Children children, DatabaseAccess database, boolean locked) {
		this.children = children;
		this.database = database;
		this.locked = locked;
	}

	/**
	 * Start replicas, and wait until they are ready.
	 * @return their names
	 */
	List<String> start(int number) {
		List<String> names = new ArrayList<>();
		for (int i = 0; i < number; i++) {
			names.add((this.locked ? "replica-" : "unlocked-") + ++this.count);
		}
		names.forEach((name) -> this.replicas.put(name, launch(name)));
		names.forEach((name) -> serve(name, START_PATIENCE));
		return names;
	}

	private ChildProcess launch(String name) {
		ReadyFile portFile = this.children.readyFile(name);
		portFile.delete();
		Map<String, String> environment = new HashMap<>(this.database.toEnvironment());
		environment.put("PORTFILE", portFile.path().toString());
		return this.children.start(name, Replica.class, "96m", List.of("--spring.profiles.active=demonstration",
				"--payments.instance=" + name, "--distributed-lock.enabled=" + this.locked), environment);
	}

	private void serve(String name, Duration patience) {
		String port = this.children.readyFile(name).await(replica(name), patience);
		this.addresses.put(name, "http://127.0.0.1:" + port);
	}

	/**
	 * Return the address of any replica that is up, as a load balancer does.
	 */
	String anyAddress() {
		List<String> all = List.copyOf(this.addresses.values());
		return all.get(ThreadLocalRandom.current().nextInt(all.size()));
	}

	ChildProcess replica(String name) {
		ChildProcess replica = this.replicas.get(name);
		if (replica == null) {
			throw new DemonstrationException("There is no replica " + name);
		}
		return replica;
	}

	void kill(String name) {
		this.addresses.remove(name);
		replica(name).kill();
		this.replicas.remove(name);
	}

	/**
	 * Send nobody to a replica that does not answer.
	 */
	void suspended(String name) {
		this.addresses.remove(name);
	}

	void resumed(String name) {
		serve(name, START_PATIENCE);
	}

	/**
	 * Stop all replicas in order, at the same time.
	 */
	void stop() {
		this.addresses.clear();
		this.replicas.values().forEach(ChildProcess::closeInput);
		this.replicas.values().forEach((replica) -> replica.stop(STOP_PATIENCE));
		this.replicas.clear();
	}

}
