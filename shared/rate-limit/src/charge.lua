-- Charges several limits by GCRA, all or none.
-- KEYS: one per limit, holding the time (in microseconds) at which its subject has its whole quota again.
-- ARGV: for each limit the time one unit takes to come back, the whole quota's time, and the units to charge.
-- Returns for each limit its debt after this call and its wait (0 where it has room), in microseconds.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local reply, after, denied = {}, {}, false
for i, key in ipairs(KEYS) do
  local interval, capacity, cost = ARGV[3 * i - 2], ARGV[3 * i - 1], ARGV[3 * i]
  local debt = math.max((redis.call('GET', key) or 0) - now, 0)
  after[i] = debt + interval * cost
  local wait = math.max(after[i] - capacity, 0)
  denied = denied or wait > 0
  reply[2 * i - 1], reply[2 * i] = debt, wait
end
if not denied then
  for i, key in ipairs(KEYS) do
    if after[i] > 0 then
      redis.call('SET', key, string.format('%.0f', now + after[i]), 'PX', math.ceil(after[i] / 1000))
    end
    reply[2 * i - 1] = after[i]
  end
end
return reply
