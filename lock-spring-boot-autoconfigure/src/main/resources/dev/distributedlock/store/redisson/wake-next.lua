-- For who was told that a lock is free and does not want it any more.
-- KEYS: the lock, its waiters. ARGV: retention, the id of the lock.

if not taken(KEYS[1]) then
	wake_next(KEYS[2], ARGV[2])
end
return {}
