-- Removes an entry, and leaves word of it for the loads that are under way.
-- KEYS: the clock, the word, the entry's names. ARGV: how long the word stays (ms), a nonce.
-- Returns the clock.
local time, clock = redis.call('TIME'), redis.call('GET', KEYS[1])
-- Never back, as in an invalidation.
local now = math.max(time[1] * 1000000 + time[2], clock and string.sub(clock, 1, 16) + 1 or 0)
clock = string.format('%.0f', now) .. ARGV[2]
redis.call('DEL', unpack(KEYS, 3))
redis.call('SET', KEYS[2], clock, 'PX', ARGV[1])
redis.call('SET', KEYS[1], clock)
return clock
