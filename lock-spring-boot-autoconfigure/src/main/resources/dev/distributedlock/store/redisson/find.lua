-- KEYS: the locks.
-- Returns for each lock that is taken its place in KEYS, acquisition id, token, owner, time since the grant and
-- remaining time.

local found = {}
for i = 1, #KEYS do
	local token, acquired, expires, acquisition, owner = taken(KEYS[i])
	if token then
		for _, value in ipairs({ i, acquisition, token, owner, now - acquired, expires - now }) do
			found[#found + 1] = value
		end
	end
end
return found
