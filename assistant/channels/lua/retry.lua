-- Staff send a dead letter on its way again: parts that were sent stay sent.
-- ARGV: event, parts
local event, parts = ARGV[1], tonumber(ARGV[2])
local key = P .. 'event:' .. event
local user = redis.call('HGET', key, 'user')
if not user or redis.call('ZREM', P .. 'dead', event) == 0 then return 0 end
redis.call('HDEL', key, 'outcome', 'reason', 'attempts')
for part = 0, parts - 1 do
  if redis.call('HGET', key, 'state:' .. part) ~= 'sent' then
    for _, field in ipairs({ 'state:', 'at:', 'again:', 'first:', 'tries:', 'code:' }) do redis.call('HDEL', key, field .. part) end
  end
end
redis.call('ZADD', P .. 'pending:' .. user, redis.call('HGET', key, 'place'), event)
look(user, now())
return 1
