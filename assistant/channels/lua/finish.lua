-- The event has ended: it leaves the person's queue, and what was said is forgotten unless staff must look.
-- ARGV: event, user, token, outcome, reason
local event, user, token, outcome, reason = unpack(ARGV)
if not held(user, token) then return 0 end
local key = P .. 'event:' .. event
redis.call('ZREM', P .. 'pending:' .. user, event)
if redis.call('HEXISTS', key, 'outcome') == 1 then return 1 end
ended(event, outcome, reason)
if outcome ~= 'dead' then redis.call('HDEL', key, 'sealed', 'plan') end
return 1
