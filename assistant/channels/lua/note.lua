-- An event that needs no turn ends at once, once.
-- ARGV: entry, event, channel, kind, sealed, outcome, reason, remember (s)
local entry, event, channel, kind, sealed, outcome, reason, remember = unpack(ARGV)
local key = P .. 'event:' .. event
local new = redis.call('HSETNX', key, 'channel', channel)
if new == 1 then
  redis.call('HSET', key, 'kind', kind)
  if outcome == 'dead' then redis.call('HSET', key, 'sealed', sealed) end
  redis.call('EXPIRE', key, remember)
  ended(event, outcome, reason)
end
redis.call('XACK', P .. 'inbox', 'workers', entry)
redis.call('XDEL', P .. 'inbox', entry)
return new
