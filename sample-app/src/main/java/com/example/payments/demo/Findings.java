// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

import java.util.List;

/**
 * What the records say.
 *
 * @param ticks how many ticks had to run
 * @param excusedTicks how many ticks need not have run, because a dead or suspended
 * replica still had the lock
 * @param runs how many runs were started
 * @param effectiveRuns how many runs had their effect
 * @param duplicates how many effective runs were too many
 * @param overlaps how many effective runs began before another had ended
 * @param refusedStaleWrites how many writes the fence refused
 * @param lostUpdates by how many transfers the balances are wrong
 * @param takeoverMillis how long it took after each kill until the job ran again
 * @param violations what should not have happened
 */
record Findings(int ticks, int excusedTicks, int runs, int effectiveRuns, int duplicates, int overlaps,
		int refusedStaleWrites, long lostUpdates, List<Long> takeoverMillis, List<String> violations) {
}
