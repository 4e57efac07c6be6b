-- From the stream into the person's own queue, once: a repeated event only leaves the stream.
-- ARGV: entry, event, channel, kind, sent at (s), sealed, quiet (ms), remember (s), keep person (s), person ids ...
local entry, event, channel, kind, at, sealed = unpack(ARGV, 1, 6)
local quiet, remember, keep = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])
local key = P .. 'event:' .. event
local new = redis.call('HSETNX', key, 'channel', channel)
if new == 1 then
  local user
  for i = 10, #ARGV do user = user or redis.call('GET', P .. 'alias:' .. ARGV[i]) end
  user = user or ARGV[10]
  for i = 10, #ARGV do redis.call('SET', P .. 'alias:' .. ARGV[i], user, 'EX', keep) end
  redis.call('HSET', key, 'kind', kind, 'user', user, 'sealed', sealed)
  redis.call('EXPIRE', key, remember)
  -- ordered by the time it was sent, in microseconds; WhatsApp tells it in whole seconds: within one, by arrival
  local arrival = redis.call('INCR', P .. 'arrivals:' .. user)
  redis.call('EXPIRE', P .. 'arrivals:' .. user, remember)
  local place = string.format('%.0f', tonumber(at) * 1000000 + arrival % 1000)
  redis.call('HSET', key, 'place', place)
  redis.call('ZADD', P .. 'pending:' .. user, place, event)
  if quiet > 0 then redis.call('SET', P .. 'quiet:' .. user, 1, 'PX', quiet) end
  local due = tonumber(redis.call('ZSCORE', P .. 'due', user) or 0)
  look(user, math.max(due, now() + quiet))
end
redis.call('XACK', P .. 'inbox', 'workers', entry)
redis.call('XDEL', P .. 'inbox', entry)
return new
