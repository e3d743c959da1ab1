-- Invalidates tags, in a time that doesn't depend on what they hold.
-- KEYS: the clock, then the tags. ARGV: the time to live of versions (s), a nonce.
-- Returns Redis' time.
local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000000 + time[2])
for i = 2, #KEYS do
  redis.call('SET', KEYS[i], now .. ARGV[2], 'EX', ARGV[1])
end
redis.call('SET', KEYS[1], now .. ARGV[2])
return now
