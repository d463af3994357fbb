-- KEYS: the lock, its waiters unless they cannot be reached. ARGV: retention, the id of the lock. Returns whether it was taken.

local token, acquired, _, acquisition = taken(KEYS[1])
if not token then
	return { 0 }
end
write(KEYS[1], token + 1, acquired, now, acquisition, '')
wake_next(KEYS[2], ARGV[2])
return { 1 }
