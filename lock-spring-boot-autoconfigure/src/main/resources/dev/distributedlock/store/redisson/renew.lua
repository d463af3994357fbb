-- KEYS: the locks of all renewals.
-- ARGV: retention; for each renewal acquisition id, number of locks, lease time, maximum hold time (none if
-- negative). Returns for each renewal the remaining time, negative if it is lost.

local results, done = {}, 0
for i = 2, #ARGV, 4 do
	local acquisition, count, lease, longest = ARGV[i], tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2]), tonumber(ARGV[i + 3])
	local locks, remaining = {}, math.huge
	for j = 1, count do
		locks[j] = redis.call('GET', KEYS[done + j])
		if not is_held_by(locks[j], acquisition) then
			remaining = -1
		end
	end
	for j = 1, remaining > 0 and count or 0 do
		local lock = locks[j]
		local expires = now + lease
		if longest >= 0 then
			expires = math.min(expires, acquired_at(lock) + longest)
		end
		if expires > expires_at(lock) then
			write(KEYS[done + j], token_of(lock), acquired_at(lock), expires, acquisition, owner_of(lock))
		else
			expires = expires_at(lock)
		end
		remaining = math.min(remaining, expires - now)
	end
	done = done + count
	results[#results + 1] = remaining
end
return results
