-- ARGV: user, token, lease (ms)
if not held(ARGV[1], ARGV[2]) then return 0 end
redis.call('PEXPIRE', P .. 'lease:' .. ARGV[1], ARGV[3])
redis.call('ZADD', P .. 'due', now() + ARGV[3], ARGV[1])
return 1
