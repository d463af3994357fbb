-- KEYS: the lock, its waiters. ARGV: retention, the id of the lock. Returns whether it was taken.

local lock = redis.call('GET', KEYS[1])
if not is_taken(lock) then
	return { 0 }
end
write(KEYS[1], token_of(lock) + 1, acquired_at(lock), now, string.sub(lock, 52, 87), '')
wake_next(KEYS[2], ARGV[2])
return { 1 }
