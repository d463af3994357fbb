-- KEYS: the locks; if the caller waits, also the waiters of each.
-- ARGV: acquisition id, owner, lease time; if the caller waits, also its channel, for how
-- long it has been waiting, for how many milliseconds to remember that, and the ids of the locks.
-- Returns token and remaining time; or owner, time since the grant and remaining time of a lock that is
-- taken, all zero if it is the acquisition that is over, whether the caller is registered as a waiter, and why waiters
-- could not be notified.

local acquisition, owner, lease, channel = ARGV[3], ARGV[4], tonumber(ARGV[5]), ARGV[6]
local count = channel and #KEYS / 2 or #KEYS

-- A registration that is refused (memory is full, for example) fails no refusal: the caller polls.
local function register(waiters)
	if type(redis.pcall('ZADD', waiters, now - tonumber(ARGV[7]), channel)) ~= 'number' then
		return 0
	end
	if redis.call('PTTL', waiters) < tonumber(ARGV[8]) then
		redis.call('PEXPIRE', waiters, ARGV[8])
	end
	return 1
end

-- A caller that wants several locks may have been notified of one that is free: others can use it.
local function wake_others(refused)
	for i = 1, count do
		if i ~= refused and not taken(KEYS[i]) then
			wake_next(KEYS[count + i], ARGV[8 + i])
		end
	end
end

local token, held, over = now, 0, false
for i = 1, count do
	local last, acquired, expires, id, holder = read(KEYS[i])
	if last then
		if expires <= now then
			over = over or id == acquisition
		elseif id == acquisition and holder ~= '' then
			held = held + 1
		else
			local registered = 0
			if channel then
				registered = register(KEYS[count + i])
				wake_others(i)
			end
			return { holder, now - acquired, expires - now, registered, refusal }
		end
		token = math.max(token, last + 1)
	end
end

if held == count then
	local remaining
	for i = 1, count do
		local last, acquired, expires = taken(KEYS[i])
		expires = math.max(expires, now + lease)
		write(KEYS[i], last, acquired, expires, acquisition, owner)
		token = last
		remaining = math.min(remaining or expires - now, expires - now)
	end
	return { token, remaining }
end
if over or held > 0 then
	return { '', 0, 0, 0, refusal }
end
for i = 1, count do
	write(KEYS[i], token, now, now + lease, acquisition, owner)
end
return { token, lease }
