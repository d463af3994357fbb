-- KEYS: the lock, its waiters unless they cannot be reached. ARGV: the id of the lock.
-- Returns whether it was taken, and why waiters could not be notified.

local token, acquired, _, acquisition = taken(KEYS[1])
if not token then
	return { 0, refusal }
end
write(KEYS[1], token + 1, acquired, now, acquisition, '')
wake_next(KEYS[2], ARGV[3])
return { 1, refusal }
