-- Gives charges back, never beyond the whole quota.
-- KEYS: one per limit. ARGV: for each the time to take off its debt, in microseconds.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
for i, key in ipairs(KEYS) do
  local debt = (redis.call('GET', key) or 0) - now - ARGV[i]
  if debt > 0 then
    redis.call('SET', key, string.format('%.0f', now + debt), 'PX', math.ceil(debt / 1000))
  else
    redis.call('DEL', key)
  end
end
return #KEYS
