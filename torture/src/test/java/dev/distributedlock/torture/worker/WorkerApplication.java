// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.worker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;

import dev.distributedlock.LockLostEvent;
import dev.distributedlock.LockRegistry;
import dev.distributedlock.LockTemplate;
import dev.distributedlock.engine.LockTransactions;
import dev.distributedlock.store.CommitGuard;
import dev.distributedlock.torture.history.Entry.Type;
import dev.distributedlock.torture.history.Recorder;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * An application that uses locks in all ways.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class WorkerApplication {

	/**
	 * How long an orderly end may take.
	 */
	private static final long PATIENCE_SECONDS = 20;

	/**
	 * Work until the standard input ends.
	 * @param args the properties
	 */
	public static void main(String[] args) {
		ConfigurableApplicationContext context = start(args);
		context.getBean(Commands.class).run();
		CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS)
			.execute(() -> Runtime.getRuntime().halt(1));
		System.exit(0);
	}

	/**
	 * Start the application in this process.
	 * @param args the properties
	 * @return its context
	 */
	public static ConfigurableApplicationContext start(String... args) {
		return new SpringApplicationBuilder(WorkerApplication.class).web(WebApplicationType.NONE).run(args);
	}

	@Bean
	WorkerSettings workerSettings(Environment environment) {
		return WorkerSettings.of(environment);
	}

	@Bean
	Recorder recorder(WorkerSettings settings) {
		return new Recorder(settings.name(), settings.record());
	}

	@Bean
	Standstill standstill() {
		return new Standstill();
	}

	@Bean(Outage.NETWORK)
	Outage network() {
		return new Outage();
	}

	@Bean(Outage.STANDBY)
	Outage standby() {
		return new Outage();
	}

	@Bean(Outage.NOTIFICATIONS)
	Outage notifications() {
		return new Outage();
	}

	@Bean
	static StoreWrapper storeWrapper() {
		return new StoreWrapper();
	}

	@Bean
	PausingTransactionManager transactionManager(DataSource dataSource, WorkerSettings settings) {
		return new PausingTransactionManager(dataSource, settings.flaw() == Flaw.UNLOCK_BEFORE_COMMIT);
	}

	@Bean
	Registers registers(WorkerSettings settings, Recorder recorder) {
		return new Registers(settings, recorder);
	}

	@Bean
	Work work(WorkerSettings settings, Recorder recorder, Standstill standstill) {
		return new Work(settings, recorder, standstill);
	}

	@Bean
	Accounts accounts(JdbcTemplate jdbc, Work work) {
		return new Accounts(jdbc, work);
	}

	@Bean
	Annotated annotated(Accounts accounts, Registers registers, Work work) {
		return new Annotated(accounts, registers, work);
	}

	@Bean
	StallWatch stallWatch(Recorder recorder) {
		return new StallWatch(recorder);
	}

	@Bean
	LockUses lockUses(WorkerSettings settings, Annotated annotated, Accounts accounts, LockTemplate template,
			LockRegistry registry, PlatformTransactionManager transactions, Registers registers, Work work,
			Recorder recorder) {
		LockTemplate flawed = settings.flaw().template(template);
		Payment payment = (settings.flaw() == Flaw.UNLOCK_BEFORE_COMMIT)
				? new EarlyUnlock(accounts, flawed, new TransactionTemplate(transactions)) : annotated::payIn;
		return new LockUses(settings, annotated, payment, flawed, registry, registers, work, recorder);
	}

	@Bean
	Workload workload(WorkerSettings settings, LockUses uses) {
		return new Workload(settings, uses);
	}

	@Bean
	Commands commands(WorkerSettings settings, Workload workload, HikariDataSource pool,
			PausingTransactionManager transactions) {
		return new Commands(settings, workload, pool, transactions);
	}

	@Bean
	LossRecorder lossRecorder(Recorder recorder, WorkerSettings settings) {
		return new LossRecorder(recorder, settings.flaw() != Flaw.LOSS_IS_NOT_TOLD);
	}

	@Bean
	@ConditionalOnProperty(name = "torture.flaw", havingValue = "UNLOCK_BEFORE_COMMIT")
	LockTransactions noTransactions() {
		return LockTransactions.NONE;
	}

	@Bean
	@ConditionalOnProperty(name = "torture.flaw", havingValue = "GUARD_THROWS_TRANSACTION_EXCEPTION")
	LockTransactions flawedTransactions(ObjectProvider<CommitGuard> guard) {
		return new FlawedTransactions(guard.getObject());
	}

	/**
	 * Records that a holder was told of its loss.
	 */
	static class LossRecorder {

		private final Recorder recorder;

		private final boolean told;

		LossRecorder(Recorder recorder, boolean told) {
			this.recorder = recorder;
			this.told = told;
		}

		@EventListener
		void lost(LockLostEvent event) {
			if (this.told) {
				Work.locks(event.lease())
					.forEach((lock) -> this.recorder.now(Type.LOST, lock, "", event.lease().fencingToken(),
							event.reason().replace('\t', ' ')));
			}
		}

	}

}
