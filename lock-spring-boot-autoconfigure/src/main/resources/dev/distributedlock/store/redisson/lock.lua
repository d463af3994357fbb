-- Begins every script. A lock is a string: three numbers of eight bytes each (fencing token, time of the grant,
-- time of expiry), acquisition id (36 characters), owner (none if nobody holds it). Times are microseconds of this
-- server's clock. Numbers are exact below 2^53, as long as Lua does not turn them into text: it would lose digits.
-- The first two of ARGV are the same for every script; scripts document what follows.

local retention = tonumber(ARGV[1])

-- How many replicas that have gone are passed over: none, if the server does not know all that listen to a channel. A
-- node of a cluster only knows its own listeners.
local passes_over = tonumber(ARGV[2])

local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]

-- A token that is ahead of the clock is kept until the clock has caught up. When memory is full, Redis refuses a
-- script's first write if that may need memory. PEXPIRE needs none: after it, a lock that is known can be written.
local function write(key, token, acquired, expires, acquisition, owner)
	local lock = struct.pack('<ddd', token, acquired, expires) .. acquisition .. owner
	local time_to_live = math.ceil((math.max(token, expires) - now) / 1000) + retention
	if redis.pcall('SET', key, lock, 'PX', time_to_live).err then
		if redis.call('GET', key) then
			redis.call('PEXPIRE', key, time_to_live)
		end
		redis.call('SET', key, lock, 'PX', time_to_live)
	end
end

-- Why the server refuses to notify waiters; empty unless it has done so.
local refusal = ''

local function publish(channel, message)
	local listeners = redis.pcall('PUBLISH', channel, message)
	if type(listeners) == 'table' then
		refusal = listeners.err
	end
	return listeners
end

-- Notifies the replica whose waiter has waited longest that a lock is free, or the next one if that has gone. Whatever
-- goes wrong with that fails nothing: what has been written stays. The waiters of a lock can be out of reach while a
-- cluster moves their slot.
local function wake_next(waiters, id)
	local next = waiters and redis.pcall('ZPOPMIN', waiters) or {}
	if next[1] and publish(next[1], id) == 0 and passes_over > 0 then
		passes_over = passes_over - 1
		wake_next(waiters, id)
	end
end

-- Returns token, time of the grant, time of expiry, acquisition id and owner of a lock; nothing if it is not known.
-- A grant that is ahead of the clock, which has stepped back, counts as made now: no hold time is longer than asked for.
local function read(key)
	local lock = redis.call('GET', key)
	if lock then
		local token, acquired, expires = struct.unpack('<ddd', lock)
		return token, math.min(acquired, now), expires, string.sub(lock, 25, 60), string.sub(lock, 61)
	end
end

-- The same; nothing if the lock is free.
local function taken(key)
	local token, acquired, expires, acquisition, owner = read(key)
	if token and expires > now then
		return token, acquired, expires, acquisition, owner
	end
end
