-- What became of a part: told by the send itself, or by a status or an echo that carries its reference. Needs no lease: it is so.
-- ARGV: event, part, state (sent, failed, unknown, ready), code, status
local event, part, state, code, status = unpack(ARGV)
local key = P .. 'event:' .. event
if redis.call('EXISTS', key) == 0 then return 0 end
local before = redis.call('HGET', key, 'state:' .. part)
if before ~= 'sent' and before ~= state then
  redis.call('HSET', key, 'state:' .. part, state, 'code:' .. part, code)
end
if state == 'unknown' then redis.call('HSET', key, 'at:' .. part, now()) end
if state == 'ready' then
  redis.call('HSETNX', key, 'first:' .. part, now())
  redis.call('HINCRBY', key, 'tries:' .. part, 1)
end
local order = { sent = 1, delivered = 2, read = 3, played = 4 }
if order[status] and order[status] > (order[redis.call('HGET', key, 'status:' .. part) or ''] or 0) then
  redis.call('HSET', key, 'status:' .. part, status)
end
local user = redis.call('HGET', key, 'user')
if status ~= '' and user and redis.call('ZSCORE', P .. 'pending:' .. user, event) then look(user, now()) end
return 1
