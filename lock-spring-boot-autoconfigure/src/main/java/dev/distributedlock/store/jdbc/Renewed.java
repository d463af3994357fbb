// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.RenewalResult;

/**
 * What a statement for many renewals tells of one acquisition.
 *
 * @param acquisitionId which acquisition; null if the row only has the clock
 * @param alive how many of its locks it still holds
 * @param renewed how many of them last as long as was asked for
 * @param remaining how long it holds them
 * @param now the clock of the server, in microseconds since the epoch
 */
record Renewed(@Nullable UUID acquisitionId, int alive, int renewed, Duration remaining, long now) {

	static Renewed of(ResultSet rs, int row) throws SQLException {
		String id = rs.getString("acquisition_id");
		return new Renewed((id != null) ? UUID.fromString(id) : null, rs.getInt("alive"), rs.getInt("renewed"),
				LockDialect.micros(rs, "remaining"), rs.getLong("now"));
	}

	/**
	 * Give each renewal its result. What the statement did not find is lost.
	 */
	static List<RenewalResult> results(List<Renewal> renewals, List<Renewed> found) {
		Map<@Nullable UUID, Renewed> byId = new HashMap<>();
		found.forEach((renewed) -> byId.put(renewed.acquisitionId(), renewed));
		return renewals.stream().map(Renewal::acquisition).map((acquisition) -> {
			Renewed renewed = byId.get(acquisition.id());
			return (renewed != null) ? renewed.toResult(acquisition.locks().size()) : RenewalResult.LOST;
		}).toList();
	}

	private RenewalResult toResult(int wanted) {
		if (this.renewed == wanted) {
			return RenewalResult.renewed(this.remaining);
		}
		return (this.alive == wanted) ? RenewalResult.BLOCKED : RenewalResult.LOST;
	}

}
