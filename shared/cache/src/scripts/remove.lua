-- Removes an entry, and leaves word of it for the loads that are under way.
-- KEYS: the entry, the clock. ARGV: how long the word stays (ms), a nonce.
-- Returns the clock.
local time, clock = redis.call('TIME'), redis.call('GET', KEYS[2])
-- Never back, as in an invalidation.
local now = math.max(time[1] * 1000000 + time[2], clock and string.sub(clock, 1, 16) + 1 or 0)
clock = string.format('%.0f', now) .. ARGV[2]
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'removed', clock)
redis.call('PEXPIRE', KEYS[1], ARGV[1])
redis.call('SET', KEYS[2], clock)
return clock
