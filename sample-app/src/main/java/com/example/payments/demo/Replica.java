// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

import java.util.concurrent.ThreadLocalRandom;

import com.example.payments.PaymentsApplication;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.task.ThreadPoolTaskSchedulerCustomizer;
import org.springframework.boot.web.server.context.WebServerPortFileWriter;
import org.springframework.context.annotation.Bean;

/**
 * Runs the application as it is, and adds what only the demonstration needs: the process
 * does not outlive the one that started it, tells its port, and has a timer of its own.
 */
final class Replica {

	private static final int MAX_DELAY_MILLIS = 200;

	private Replica() {
	}

	public static void main(String[] args) {
		ParentWatch.start();
		SpringApplication.from(PaymentsApplication::main).with(Additions.class).run(args);
	}

	/**
	 * Beans in addition to those of the application. Not annotated, or the application
	 * would find them.
	 */
	static class Additions {

		/**
		 * Writes the file that the environment variable {@code PORTFILE} names.
		 */
		@Bean
		static WebServerPortFileWriter portFileWriter() {
			return new WebServerPortFileWriter();
		}

		/**
		 * Lets every job begin a little late. On one machine all timers go off in the
		 * same millisecond; on many, a short job has often ended in one replica when it
		 * is about to begin in another.
		 */
		@Bean
		static ThreadPoolTaskSchedulerCustomizer delay() {
			return (scheduler) -> scheduler.setTaskDecorator((task) -> () -> {
				Pause.millis(ThreadLocalRandom.current().nextInt(MAX_DELAY_MILLIS));
				task.run();
			});
		}

	}

}
