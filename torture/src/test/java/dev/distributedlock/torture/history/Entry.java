// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

/**
 * One line of a history. Times are those of {@link System#nanoTime()}, which processes on
 * one Linux machine share, unless the type says otherwise.
 *
 * @param type what is recorded, and what the other values mean
 * @param worker who did it
 * @param key what it was done to
 * @param id which operation or acquisition it belongs to
 * @param token the fencing token, zero if there is none
 * @param from when it began, or just before it was asked for
 * @param to when it was over, or just after the answer
 * @param time a duration in nanoseconds
 * @param detail a word
 */
public record Entry(Type type, String worker, String key, String id, long token, long from, long to, long time,
		String detail) {

	/**
	 * The answer to a request that the store has granted, and to a renewal and a release
	 * that it has carried out.
	 */
	public static final String DONE = "done";

	/**
	 * The answer that a store, or the lock, gives who has to wait.
	 */
	public static final String BUSY = "busy";

	/**
	 * The answer to an effect that a fence refuses.
	 */
	public static final String REFUSED = "refused";

	/**
	 * No answer: it may have happened, or may happen yet.
	 */
	public static final String MAYBE = "maybe";

	/**
	 * The outcome of a call whose lease was lost.
	 */
	public static final String LOST = "lost";

	/**
	 * Work whose call is told if its lease was lost.
	 */
	public static final String SCOPED = "scoped";

	/**
	 * How the outcome of a call begins that nobody has expected.
	 */
	public static final String ERROR = "error";

	private static final String SEPARATOR = "\t";

	/**
	 * Read a line.
	 * @param line the line
	 * @return what it says
	 */
	public static Entry parse(String line) {
		String[] parts = line.split(SEPARATOR, -1);
		return new Entry(Type.valueOf(parts[0]), parts[1], parts[2], parts[3], Long.parseLong(parts[4]),
				Long.parseLong(parts[5]), Long.parseLong(parts[6]), Long.parseLong(parts[7]), parts[8]);
	}

	/**
	 * Write a line.
	 * @return the line, without its end
	 */
	public String format() {
		return String.join(SEPARATOR, this.type.name(), this.worker, this.key, this.id, Long.toString(this.token),
				Long.toString(this.from), Long.toString(this.to), Long.toString(this.time), this.detail);
	}

	/**
	 * Return whether this and a span of time have a moment in common.
	 * @param from when the span begins
	 * @param to when it ends
	 * @return whether they overlap
	 */
	public boolean overlaps(long from, long to) {
		return this.from < to && from < this.to;
	}

	/**
	 * Return whether another entry began after this and was over before it.
	 * @param other the other
	 * @return whether it lies within this
	 */
	public boolean contains(Entry other) {
		return this.from <= other.from && other.to <= this.to;
	}

	/**
	 * Return whether the detail is this one.
	 * @param detail the word
	 * @return whether it is
	 */
	public boolean is(String detail) {
		return this.detail.equals(detail);
	}

	/**
	 * What is recorded.
	 */
	public enum Type {

		/**
		 * A request of the locks of an acquisition at the store, one line for each lock;
		 * {@code time} is how long the grant lasts.
		 */
		ACQUIRE,

		/**
		 * A renewal at the store, one line for each lock; {@code time} is how long the
		 * grant lasts.
		 */
		RENEW,

		/**
		 * A release at the store, one line for each lock.
		 */
		RELEASE,

		/**
		 * What a caller asked for and what came of it; {@code time} is how long it was
		 * ready to wait.
		 */
		CALL,

		/**
		 * Work under a lock begins; {@code detail} says whether its lease ends with the
		 * call.
		 */
		BEGAN,

		/**
		 * Work under a lock ends.
		 */
		ENDED,

		/**
		 * {@code isHeld()} was asked, and true.
		 */
		HELD,

		/**
		 * The holder was told that the lease is lost.
		 */
		LOST,

		/**
		 * A write; {@code detail} is its outcome, {@code time} the kind's number.
		 */
		EFFECT,

		/**
		 * A write that the register has, in its order; {@code detail} is its kind.
		 */
		ACCEPTED,

		/**
		 * The final value of a register in {@code token}; {@code detail} is its kind.
		 */
		TOTAL,

		/**
		 * A row of the lock table as it was written, in the order of the writes:
		 * {@code from} is when the lock was acquired, {@code to} until when it is taken,
		 * {@code time} when this was written, all in microseconds by the store's clock.
		 */
		ROW,

		/**
		 * Something that was done to a worker, or to all ({@code *}); {@code key} is its
		 * name, {@code detail} the only lock that it is about, if any.
		 */
		FAULT,

		/**
		 * A part of the run; {@code key} is the name of the fault that it is about.
		 */
		PHASE

	}

}
