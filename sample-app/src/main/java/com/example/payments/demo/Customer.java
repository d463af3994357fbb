// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * Sends payments and transfers to the replicas. What fails is not sent again: a replica
 * that is killed takes requests with it.
 */
final class Customer {

	static final List<String> ACCOUNTS = List.of("alice", "bob", "carol");

	private static final Duration TIMEOUT = Duration.ofSeconds(3);

	private static final int SIMULTANEOUS_TRANSFERS = 3;

	private final Cluster cluster;

	private final RestClient client;

	private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(Customer::daemon);

	private final ExecutorService requests = Executors.newCachedThreadPool(Customer::daemon);

	Customer(Cluster cluster) {
		this.cluster = cluster;
		JdkClientHttpRequestFactory factory = new JdkClientHttpRequestFactory(
				HttpClient.newBuilder().connectTimeout(TIMEOUT).version(HttpClient.Version.HTTP_1_1).build());
		factory.setReadTimeout(TIMEOUT);
		this.client = RestClient.builder().requestFactory(factory).build();
	}

	private static Thread daemon(Runnable task) {
		Thread thread = new Thread(task, "customer");
		thread.setDaemon(true);
		return thread;
	}

	void start() {
		this.timer.scheduleAtFixedRate(() -> this.requests.execute(this::pay), 0, 400, TimeUnit.MILLISECONDS);
		this.timer.scheduleAtFixedRate(this::transfer, 200, 500, TimeUnit.MILLISECONDS);
	}

	/**
	 * Make the next settlement a long one.
	 */
	void payMany(int payments) {
		for (int i = 0; i < payments; i++) {
			pay();
		}
	}

	private void pay() {
		post("/payments", Map.of("amount", 100));
	}

	/**
	 * Transfer to one account from several sides at once.
	 */
	private void transfer() {
		String account = ACCOUNTS.get(ThreadLocalRandom.current().nextInt(ACCOUNTS.size()));
		for (int i = 0; i < SIMULTANEOUS_TRANSFERS; i++) {
			this.requests.execute(() -> post("/accounts/" + account + "/transfers", Map.of("amount", 1)));
		}
	}

	private void post(String path, Map<String, Integer> body) {
		try {
			this.client.post().uri(this.cluster.anyAddress() + path).body(body).retrieve().toBodilessEntity();
		}
		catch (RestClientException ex) {
			// Busy, killed or suspended: the customer comes back later.
		}
	}

	void stop() {
		this.timer.shutdownNow();
		this.requests.shutdownNow();
	}

}
