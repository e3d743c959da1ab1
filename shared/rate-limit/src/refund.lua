-- Gives charges back, never beyond the whole quota.
-- KEYS: one per limit, its subject's. ARGV: for each the limit's name and the time to take off its debt, in
-- microseconds.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
for i, key in ipairs(KEYS) do
  local name = ARGV[2 * i - 1]
  local debt = (tonumber(redis.call('HGET', key, name)) or 0) - now - ARGV[2 * i]
  if debt > 0 then
    redis.call('HSET', key, name, now + debt)
  else
    redis.call('HDEL', key, name)
  end
end
return #KEYS
