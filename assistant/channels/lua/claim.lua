-- The person who has waited longest, for one worker alone until the lease ends.
-- ARGV: token, lease (ms)
local token, lease = ARGV[1], tonumber(ARGV[2])
for _, user in ipairs(redis.call('ZRANGEBYSCORE', P .. 'due', '-inf', now(), 'LIMIT', 0, 16)) do
  if redis.call('SET', P .. 'lease:' .. user, token, 'NX', 'PX', lease) then
    redis.call('ZADD', P .. 'due', now() + lease, user)
    return user
  end
  redis.call('ZADD', P .. 'due', now() + 1000, user)
end
return false
