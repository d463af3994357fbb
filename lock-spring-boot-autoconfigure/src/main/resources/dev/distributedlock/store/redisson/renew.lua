-- KEYS: the locks of all renewals.
-- ARGV: for each renewal acquisition id, number of locks, lease time, maximum hold time (none if
-- negative). Returns for each renewal the remaining time, negative if it is lost; and the clock.

local results, done = {}, 0
for i = 3, #ARGV, 4 do
	local acquisition, count, lease, longest = ARGV[i], tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2]), tonumber(ARGV[i + 3])
	local locks, lost = {}, false
	for j = 1, count do
		local token, acquired, expires, id, owner = taken(KEYS[done + j])
		locks[j] = { token, acquired, expires, owner }
		lost = lost or id ~= acquisition or owner == ''
	end
	local remaining
	for j = 1, lost and 0 or count do
		local token, acquired, expires, owner = unpack(locks[j])
		local later = now + lease
		if longest >= 0 then
			later = math.min(later, acquired + longest)
		end
		if later > expires then
			write(KEYS[done + j], token, acquired, later, acquisition, owner)
			expires = later
		end
		remaining = math.min(remaining or expires - now, expires - now)
	end
	results[#results + 1] = lost and -1 or remaining
	done = done + count
end
results[#results + 1] = now
return results
