// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.jvm;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import dev.distributedlock.LockRequest;
import dev.distributedlock.LockTemplate;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * What a call costs where the lock itself costs next to nothing, because it is kept in
 * the memory of the process.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CallBenchmark {

	private final Order order = new Order(4711, "open");

	private final Orders bare = new Orders();

	private ConfigurableApplicationContext context;

	private Orders proxied;

	private LockedOrders locked;

	private ShedLockedOrders shedLocked;

	private LockTemplate template;

	/**
	 * Start an application that keeps its locks in memory.
	 */
	@Setup(Level.Trial)
	public void start() {
		this.context = new SpringApplicationBuilder(LocalApplication.class).web(WebApplicationType.NONE)
			.logStartupInfo(false)
			.properties("spring.main.banner-mode=off", "logging.level.root=warn", "distributed-lock.type=local")
			.run();
		this.proxied = LocalApplication.plainProxy(this.bare);
		this.locked = this.context.getBean(LockedOrders.class);
		this.shedLocked = this.context.getBean(ShedLockedOrders.class);
		this.template = this.context.getBean(LockTemplate.class);
	}

	/**
	 * Stop the application.
	 */
	@TearDown(Level.Trial)
	public void stop() {
		this.context.close();
	}

	/**
	 * Call the method itself.
	 * @return the result
	 */
	@Benchmark
	public long bareMethod() {
		return this.bare.ship(this.order);
	}

	/**
	 * Call through a proxy with an interceptor that does nothing.
	 * @return the result
	 */
	@Benchmark
	public long plainProxy() {
		return this.proxied.ship(this.order);
	}

	/**
	 * Call a method with the annotation and a key in SpEL.
	 * @return the result
	 */
	@Benchmark
	public long annotation() {
		return this.locked.ship(this.order);
	}

	/**
	 * Call a method with ShedLock's annotation and a name in SpEL.
	 * @return the result
	 */
	@Benchmark
	public long shedLockAnnotation() {
		return this.shedLocked.ship(this.order);
	}

	/**
	 * Use the template.
	 * @return the result
	 */
	@Benchmark
	public long template() {
		return this.template.execute(LockRequest.of("order", this.order.id()), (lease) -> this.bare.ship(this.order));
	}

}
