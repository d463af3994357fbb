-- KEYS: the locks. ARGV: retention.
-- Returns for each lock that is taken its place in KEYS, acquisition id, token, owner, time since the grant and
-- remaining time.

local found = {}
for i = 1, #KEYS do
	local lock = redis.call('GET', KEYS[i])
	if is_taken(lock) then
		for _, value in ipairs({ i, string.sub(lock, 52, 87), token_of(lock), owner_of(lock),
			math.max(now - acquired_at(lock), 0), expires_at(lock) - now }) do
			found[#found + 1] = value
		end
	end
end
return found
