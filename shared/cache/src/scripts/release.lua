-- Gives a lease back, or leaves word in its place that nobody shall load for a while.
-- KEYS: the lease. ARGV: its holder, how long nobody shall (ms, 0: not at all).
-- Returns whether the holder still had it.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[2] == '0' then
  redis.call('DEL', KEYS[1])
else
  redis.call('SET', KEYS[1], 'pause', 'PX', ARGV[2])
end
return 1
