-- Let go of the person; whatever is still waiting is looked at after a while.
-- ARGV: user, token, wait (ms)
local user = ARGV[1]
if not held(user, ARGV[2]) then return 0 end
redis.call('DEL', P .. 'lease:' .. user)
if redis.call('EXISTS', P .. 'pending:' .. user) == 1 then
  redis.call('ZADD', P .. 'due', now() + ARGV[3], user)
else
  redis.call('ZREM', P .. 'due', user)
end
return 1
