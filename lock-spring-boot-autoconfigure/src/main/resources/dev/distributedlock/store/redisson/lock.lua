-- Begins every script. A lock is a string: token, time of the grant, time of expiry, acquisition id
-- (36 characters) and owner (none if nobody holds it), with blanks between. Numbers have 16 digits;
-- times are microseconds of this server's clock. Numbers become text by string.format only:
-- Lua's own conversion loses digits.

local RETENTION_MILLIS = tonumber(ARGV[1])

local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]

local function token_of(lock)
	return tonumber(string.sub(lock, 1, 16))
end

local function acquired_at(lock)
	return tonumber(string.sub(lock, 18, 33))
end

local function expires_at(lock)
	return tonumber(string.sub(lock, 35, 50))
end

local function is_of(lock, acquisition)
	return string.sub(lock, 52, 87) == acquisition
end

local function owner_of(lock)
	return string.sub(lock, 89)
end

local function is_taken(lock)
	return lock and expires_at(lock) > now
end

local function is_held_by(lock, acquisition)
	return is_taken(lock) and is_of(lock, acquisition) and #lock > 88
end

-- A token that is ahead of the clock is kept until the clock has caught up.
local function write(key, token, acquired, expires, acquisition, owner)
	redis.call('SET', key,
		string.format('%016.0f %016.0f %016.0f %s %s', token, acquired, expires, acquisition, owner), 'PX',
		string.format('%.0f', math.ceil((math.max(expires, token, now) - now) / 1000) + RETENTION_MILLIS))
end

-- Tells the one who has waited longest that a lock is free.
local function wake_next(waiters, id)
	local next = redis.call('ZPOPMIN', waiters)
	if next[1] then
		redis.call('PUBLISH', next[1], id)
	end
end
