-- KEYS: the locks, then the waiters of each unless they cannot be reached.
-- ARGV: acquisition id, minimum hold time, the ids of the locks.
-- Returns whether all of the locks were held, and why waiters could not be notified.

local acquisition, shortest = ARGV[3], tonumber(ARGV[4])
local count = #ARGV - 4
local released = 0
for i = 1, count do
	local token, acquired, _, id, owner = taken(KEYS[i])
	if id == acquisition and owner ~= '' then
		local expires = math.max(now, acquired + shortest)
		write(KEYS[i], token, acquired, expires, acquisition, '')
		if expires <= now then
			wake_next(KEYS[count + i], ARGV[4 + i])
		end
		released = released + 1
	end
end
return { released == count and 1 or 0, refusal }
