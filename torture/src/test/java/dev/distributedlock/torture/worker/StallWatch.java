// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.worker;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.distributedlock.torture.history.Entry.Type;
import dev.distributedlock.torture.history.FaultKind;
import dev.distributedlock.torture.history.Recorder;

import org.springframework.context.SmartLifecycle;

/**
 * Records when the process stood still, whatever was the reason.
 */
class StallWatch implements SmartLifecycle {

	private static final long PERIOD_MILLIS = 20;

	private static final long STALL = TimeUnit.MILLISECONDS.toNanos(300);

	private final Recorder recorder;

	private volatile boolean running;

	StallWatch(Recorder recorder) {
		this.recorder = recorder;
	}

	@Override
	public void start() {
		this.running = true;
		Thread thread = new Thread(this::watch, "stall-watch");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	private void watch() {
		long last = System.nanoTime();
		while (this.running) {
			try {
				Thread.sleep(PERIOD_MILLIS);
			}
			catch (InterruptedException ex) {
				return;
			}
			long now = System.nanoTime();
			if (now - last > STALL && this.running) {
				this.recorder.span(Type.FAULT, FaultKind.STALL.name(), "", 0, last, now, Duration.ZERO, "");
			}
			last = now;
		}
	}

}
