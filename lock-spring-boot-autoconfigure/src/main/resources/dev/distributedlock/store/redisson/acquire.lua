-- KEYS: the locks; if the caller waits, also the waiters of each.
-- ARGV: retention, acquisition id, owner, lease time; if the caller waits, also its channel, for how
-- long it has been waiting, for how many milliseconds to remember that, and the ids of the locks.
-- Returns token and remaining time, or owner, time since the grant and remaining time of a lock that is
-- taken, all zero if it is the acquisition that is over.

local acquisition, owner, lease = ARGV[2], ARGV[3], tonumber(ARGV[4])
local channel = ARGV[5]
local count = channel and #KEYS / 2 or #KEYS

local function remember_waiter(waiters)
	redis.call('ZADD', waiters, string.format('%.0f', now - tonumber(ARGV[6])), channel)
	if redis.call('PTTL', waiters) < tonumber(ARGV[7]) then
		redis.call('PEXPIRE', waiters, ARGV[7])
	end
end

-- Who wants several locks may have been told of one that is free now: others can use it.
local function wake_others(refused)
	for i = 1, count do
		if i ~= refused and not is_taken(redis.call('GET', KEYS[i])) then
			wake_next(KEYS[count + i], ARGV[7 + i])
		end
	end
end

local locks, token, held, over = {}, now, 0, false
for i = 1, count do
	local lock = redis.call('GET', KEYS[i])
	if lock then
		if is_held_by(lock, acquisition) then
			held = held + 1
		elseif is_taken(lock) then
			if channel then
				remember_waiter(KEYS[count + i])
				wake_others(i)
			end
			return { owner_of(lock), math.max(now - acquired_at(lock), 0), expires_at(lock) - now }
		else
			over = over or is_of(lock, acquisition)
		end
		token = math.max(token, token_of(lock) + 1)
		locks[i] = lock
	end
end

if held == count then
	token = token_of(locks[1])
	local expires = expires_at(locks[1])
	for i = 1, count do
		local lock = locks[i]
		local later = math.max(expires_at(lock), now + lease)
		write(KEYS[i], token, acquired_at(lock), later, acquisition, owner)
		expires = i == 1 and later or math.min(expires, later)
	end
	return { token, expires - now }
end
if over or held > 0 then
	return { '', 0, 0 }
end
for i = 1, count do
	write(KEYS[i], token, now, now + lease, acquisition, owner)
end
return { token, lease }
