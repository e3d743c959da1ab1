-- Invalidates tags, in a time that doesn't depend on what they hold.
-- KEYS: the clock, then the tags. ARGV: the time to live of versions (s), a nonce.
-- Returns the clock.
local time, clock = redis.call('TIME'), redis.call('GET', KEYS[1])
-- Never back: loads that began by the old clock must come before this, whatever became of the machine's.
local now = math.max(time[1] * 1000000 + time[2], clock and string.sub(clock, 1, 16) + 1 or 0)
clock = string.format('%.0f', now) .. ARGV[2]
for i = 2, #KEYS do
  redis.call('SET', KEYS[i], clock, 'EX', ARGV[1])
end
redis.call('SET', KEYS[1], clock)
return clock
