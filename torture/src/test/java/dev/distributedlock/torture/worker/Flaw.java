// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.worker;

import java.util.function.UnaryOperator;

import dev.distributedlock.LockLease;
import dev.distributedlock.LockTemplate;
import dev.distributedlock.store.LockStore;

/**
 * What can be wrong with the product, planted on purpose.
 */
public enum Flaw {

	/** Nothing. */
	NONE(""),

	/** Releases the locks of whoever has them. */
	RELEASE_ASKS_NOBODY("I3") {
		@Override
		LockStore inStore(LockStore store, SharedState shared) {
			return new FlawedStores.Releasing(store);
		}
	},

	/** Renews what is over, whoever has it now. */
	RENEWAL_REVIVES_THE_DEAD("I3") {
		@Override
		LockStore inStore(LockStore store, SharedState shared) {
			return new FlawedStores.Reviving(store, shared);
		}
	},

	/** Draws the token before it asks for the lock. */
	TOKEN_OUTSIDE_OF_THE_GRANT("I1") {
		@Override
		LockStore inStore(LockStore store, SharedState shared) {
			return new FlawedStores.MintingBefore(store, shared);
		}
	},

	/** Forgets now and then how far the tokens were. */
	TOKEN_IS_FORGOTTEN("I1") {
		@Override
		LockStore inStore(LockStore store, SharedState shared) {
			return new FlawedStores.Forgetting(store, shared);
		}
	},

	/** Sends a request again as a new one, which is granted when nobody asks any more. */
	GRANT_FOR_NOBODY("I11") {
		@Override
		LockStore inStore(LockStore store, SharedState shared) {
			return new FlawedStores.Resending(store);
		}
	},

	/** Takes a failure of the store for a refusal. */
	FAILURE_IS_BUSY("I11") {
		@Override
		LockStore inEngine(LockStore store) {
			return new FlawedStores.TakingFailureForBusy(store);
		}
	},

	/** Says that it listens, and hears nothing. */
	WAKE_UP_IS_LOST("I8") {
		@Override
		LockStore inEngine(LockStore store) {
			return new FlawedStores.Deaf(store);
		}
	},

	/** Grants what somebody else has. */
	BUSY_IS_GRANTED("I4/I5") {
		@Override
		LockStore inStore(LockStore store, SharedState shared) {
			return new FlawedStores.Generous(store);
		}
	},

	/** Lets a grant last longer than it was asked for. */
	LEASE_IS_TOO_LONG("I8") {
		@Override
		LockStore inStore(LockStore store, SharedState shared) {
			return new FlawedStores.Lasting(store);
		}
	},

	/** Releases at once what is to be kept for a while. */
	MINIMUM_HOLD_IS_FORGOTTEN("I9") {
		@Override
		LockStore inEngine(LockStore store) {
			return new FlawedStores.LettingGo(store);
		}
	},

	/** Does not wait. */
	WAIT_IS_FORGOTTEN("I11") {
		@Override
		LockTemplate template(LockTemplate template) {
			return new FlawedLeases.Impatient(template);
		}
	},

	/** Returns as if nothing had happened when its lease was lost. */
	LOSS_IS_SWALLOWED("I11") {
		@Override
		LockTemplate template(LockTemplate template) {
			return new FlawedLeases.Swallowing(template);
		}
	},

	/** Tells nobody that a lease is lost. */
	LOSS_IS_NOT_TOLD("I6"),

	/** Releases the lock when the method ends, and commits then. */
	UNLOCK_BEFORE_COMMIT("I10"),

	/** Refuses a commit with what the transaction manager takes for its own failure. */
	GUARD_THROWS_TRANSACTION_EXCEPTION("I2"),

	/** Goes on when the lock cannot be had. */
	CATCH_AND_PROCEED("I11") {
		@Override
		LockTemplate template(LockTemplate template) {
			return new FlawedLeases.Proceeding(template);
		}
	},

	/** Remembers that it held the lock. */
	HELD_IS_CACHED("I7") {
		@Override
		UnaryOperator<LockLease> lease() {
			return FlawedLeases.Cached::new;
		}
	},

	/** Believes the wall clock. */
	WALL_CLOCK_DEADLINE("I7") {
		@Override
		UnaryOperator<LockLease> lease() {
			return FlawedLeases.WallClocked::new;
		}
	},

	/** Ignores the warning that its standby does not have what it has granted. */
	WARNING_IS_IGNORED("I12") {
		@Override
		LockStore inStore(LockStore store, SharedState shared) {
			return new FlawedStores.Trusting(store);
		}
	},

	/** Takes every refused renewal for a step of the clock, and carries on. */
	CLOCK_STEP_IS_EXCUSED("I3") {
		@Override
		LockStore inStore(LockStore store, SharedState shared) {
			return new FlawedStores.Excusing(store);
		}
	},

	/** Believes the clock of the store. */
	STORE_CLOCK_DEADLINE("I7") {
		@Override
		UnaryOperator<LockLease> lease() {
			return FlawedLeases.StoreClocked::new;
		}
	},

	/** Does not release what it cannot notify the next one of. */
	NOTIFICATION_FAILS_THE_RELEASE("I11") {
		@Override
		LockStore inStore(LockStore store, SharedState shared) {
			return new FlawedStores.Notifying(store, shared);
		}
	};

	private final String invariant;

	Flaw(String invariant) {
		this.invariant = invariant;
	}

	/**
	 * Return how the name of the invariant begins that must show it.
	 * @return the beginning
	 */
	public String invariant() {
		return this.invariant;
	}

	/**
	 * Return whether only transactions show it.
	 */
	boolean isOfTransactions() {
		return this == UNLOCK_BEFORE_COMMIT || this == GUARD_THROWS_TRANSACTION_EXCEPTION;
	}

	/**
	 * Return whether only work that is executed under a lock shows it.
	 */
	boolean isOfTemplates() {
		return this == LOSS_IS_SWALLOWED;
	}

	/**
	 * Return whether only leases that nobody renews show it.
	 */
	boolean isOfLeases() {
		return this == HELD_IS_CACHED || this == WALL_CLOCK_DEADLINE || this == STORE_CLOCK_DEADLINE
				|| this == LOSS_IS_NOT_TOLD;
	}

	/**
	 * Put the flaw into the store.
	 */
	LockStore inStore(LockStore store, SharedState shared) {
		return store;
	}

	/**
	 * Put the flaw between the store and the engine.
	 */
	LockStore inEngine(LockStore store) {
		return store;
	}

	LockTemplate template(LockTemplate template) {
		return template;
	}

	/**
	 * Put the flaw into bare leases.
	 */
	UnaryOperator<LockLease> lease() {
		return UnaryOperator.identity();
	}

}
