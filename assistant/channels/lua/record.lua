-- The server's time, then all that is known of an event. With a token: counts an attempt, false if the lease is lost.
-- ARGV: event, user, token
local key = P .. 'event:' .. ARGV[1]
if ARGV[3] ~= '' then
  if not held(ARGV[2], ARGV[3]) then return false end
  redis.call('HINCRBY', key, 'attempts', 1)
end
local found = redis.call('HGETALL', key)
table.insert(found, 1, tostring(now()))
return found
