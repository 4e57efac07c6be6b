-- A part is about to be sent. Returns 'go', or 'sent' where a status has told so meanwhile; false if the lease is lost.
-- ARGV: event, user, token, part, again (1 for the one re-send after an unknown outcome)
local event, user, token, part, again = unpack(ARGV)
if not held(user, token) then return false end
local key = P .. 'event:' .. event
if redis.call('HGET', key, 'state:' .. part) == 'sent' then return 'sent' end
redis.call('HSET', key, 'state:' .. part, 'sending', 'at:' .. part, now())
if again == '1' then redis.call('HSET', key, 'again:' .. part, 1) end
return 'go'
