// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import dev.distributedlock.torture.history.Entry;
import dev.distributedlock.torture.history.Entry.Type;
import dev.distributedlock.torture.history.FaultKind;
import dev.distributedlock.torture.history.Recorder;

/**
 * Faults one after the other, or several at a time.
 */
final class Round {

	/**
	 * What takes too long, or would be in the way of another fault, or the other way
	 * round.
	 */
	private static final Set<FaultKind> ALONE = EnumSet.of(FaultKind.GARBAGE, FaultKind.CLOCK, FaultKind.STORE_CLOCK,
			FaultKind.ROTATION, FaultKind.MEMORY_FULL);

	private final Rig rig;

	private final Recorder recorder;

	private final Random random;

	private final Nemesis nemesis;

	Round(Rig rig, Recorder recorder, long seed) {
		this.rig = rig;
		this.recorder = recorder;
		this.random = new Random(seed);
		this.nemesis = new Nemesis(rig, recorder, new Random(seed));
	}

	/**
	 * Run through phases.
	 * @param phases what happens in each; {@link FaultKind#MIX} for any two at a time
	 */
	void run(List<FaultKind> phases) {
		for (FaultKind phase : phases) {
			if (this.rig.workers().size() < 2) {
				this.rig.awaitWorkers();
			}
			long from = System.nanoTime();
			if (phase == FaultKind.MIX) {
				mix();
			}
			else {
				this.nemesis.strike(phase);
			}
			Pause.millis(this.rig.lease().toMillis() / 2);
			this.recorder.write(new Entry(Type.PHASE, "", phase.name(), "", 0, from, System.nanoTime(), 0, ""));
		}
	}

	private void mix() {
		List<FaultKind> kinds = this.rig.faults().stream().filter((kind) -> !ALONE.contains(kind)).toList();
		FaultKind one = kinds.get(this.random.nextInt(kinds.size()));
		FaultKind other = kinds.get(this.random.nextInt(kinds.size()));
		List<Worker> workers = this.rig.workers();
		int first = this.random.nextInt(workers.size());
		Worker firstWorker = workers.get(first);
		Worker secondWorker = workers.get((first + 1) % workers.size());
		CompletableFuture<Void> striking = CompletableFuture.runAsync(() -> this.nemesis.strike(one, firstWorker));
		Pause.millis(this.random.nextInt(500));
		this.nemesis.strike(other, secondWorker);
		striking.join();
	}

}
