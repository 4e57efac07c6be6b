-- Before every script. One server, not a cluster: keys are built from ids. All times are the server's, in milliseconds.
local P = 'channels:'
local function now()
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end
-- Does the worker with this token still hold the person? The fence of every write about a person's messages.
local function held(user, token)
  return redis.call('GET', P .. 'lease:' .. user) == token
end
-- Have the person looked at no earlier than `at`, unless a worker is at it already: it looks again before it goes.
local function look(user, at)
  if redis.call('EXISTS', P .. 'lease:' .. user) == 1 then return end
  redis.call('ZADD', P .. 'due', at, user)
end
local function ended(event, outcome, reason)
  redis.call('HSET', P .. 'event:' .. event, 'outcome', outcome, 'reason', reason)
  redis.call('XADD', P .. 'outcomes', 'MAXLEN', '~', 100000, '*', 'event', event, 'outcome', outcome, 'reason', reason)
  if outcome == 'dead' then redis.call('ZADD', P .. 'dead', now(), event) end
end
