-- Keep what will be sent for an event, before anything is sent. The first plan stays.
-- ARGV: event, user, token, sealed plan
if not held(ARGV[2], ARGV[3]) then return false end
local key = P .. 'event:' .. ARGV[1]
redis.call('HSETNX', key, 'plan', ARGV[4])
redis.call('HSETNX', key, 'planned', now())
return redis.call('HGET', key, 'plan')
