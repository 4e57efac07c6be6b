-- Messages of a person in the last minute, hour and day, this one among them; counting it twice counts it once.
-- ARGV: user, event
local key, t = P .. 'pace:' .. ARGV[1], now()
redis.call('ZADD', key, 'NX', t, ARGV[2])
redis.call('ZREMRANGEBYSCORE', key, '-inf', t - 86400000)
redis.call('EXPIRE', key, 86400)
return {
  redis.call('ZCOUNT', key, t - 60000, '+inf'), redis.call('ZCOUNT', key, t - 3600000, '+inf'), redis.call('ZCARD', key)
}
