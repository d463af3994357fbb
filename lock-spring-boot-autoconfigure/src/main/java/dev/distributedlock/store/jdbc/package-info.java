// SPDX-License-Identifier: Apache-2.0

/**
 * Keeps locks in a table of a SQL database. Time is the database's, in microseconds since
 * the epoch; every operation is one statement in autocommit, on connections that take no
 * part in the application's transactions.
 */
@NullMarked
package dev.distributedlock.store.jdbc;

import org.jspecify.annotations.NullMarked;
