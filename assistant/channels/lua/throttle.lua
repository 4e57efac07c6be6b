-- Sends per second of a number or a Page (generic cell rate algorithm): milliseconds to wait, 0 for now.
-- ARGV: channel, interval (ms), burst (ms)
local key, interval, burst = P .. 'throttle:' .. ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local at = math.max(tonumber(redis.call('GET', key) or 0), now())
local wait = math.ceil(at - now() - burst)
if wait > 0 then return wait end
redis.call('SET', key, at + interval, 'PX', 60000)
return 0
