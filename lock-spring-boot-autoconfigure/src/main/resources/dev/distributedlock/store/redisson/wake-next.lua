-- For a replica that was notified that a lock is free, and does not want it any more.
-- KEYS: the lock, its waiters. ARGV: the id of the lock. Returns why waiters could not be notified.

if not taken(KEYS[1]) then
	wake_next(KEYS[2], ARGV[3])
end
return { refusal }
