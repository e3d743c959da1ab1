-- Removes an entry, and leaves word of it for the loads that are under way.
-- KEYS: the entry. ARGV: how long the word stays (ms).
local time = redis.call('TIME')
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'removed', string.format('%.0f', time[1] * 1000000 + time[2]))
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 1
