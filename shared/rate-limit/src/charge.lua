-- Charges several limits by GCRA, all or none.
-- KEYS: one per subject, a hash from a limit's name to the time (in microseconds) at which the subject has that
-- limit's whole quota again.
-- ARGV: for each key the number of its limits, their names, and for each limit the time one unit takes to come back,
-- the whole quota's time, and the units to charge.
-- Returns for each limit its debt after this call and its wait (0 where it has room), in microseconds.
local call = redis.call
local time = call('TIME')
local now = time[1] * 1000000 + time[2]
local reply, charges, writes, lasts, denied, at, n = {}, {}, {}, {}, false, 1, 0
for k = 1, #KEYS do
  local count = tonumber(ARGV[at])
  local limit = at + count + 1
  local held = call('HMGET', KEYS[k], unpack(ARGV, at + 1, at + count))
  local write, longest = {'HSET', KEYS[k]}, 0
  for i = 1, count do
    local charge = ARGV[limit] * ARGV[limit + 2]
    local after = (tonumber(held[i]) or 0) - now
    after = (after > 0 and after or 0) + charge
    local wait = after - ARGV[limit + 1]
    if wait > 0 then denied = true else wait = 0 end
    if after > longest then longest = after end
    n, limit = n + 1, limit + 3
    write[2 * i + 1], write[2 * i + 2] = ARGV[at + i], now + after
    reply[2 * n - 1], reply[2 * n], charges[n] = after, wait, charge
  end
  writes[k], lasts[k], at = write, math.ceil(longest / 1000), limit
end
if denied then
  for i = 1, n do reply[2 * i - 1] = reply[2 * i - 1] - charges[i] end
  return reply
end
for k = 1, #KEYS do
  if lasts[k] > 0 then
    call(unpack(writes[k]))
    -- Never shorter than another limit of the subject needs. A new key has no expiry, which counts as endless.
    if call('PEXPIRE', KEYS[k], lasts[k], 'GT') == 0 and call('PTTL', KEYS[k]) < 0 then
      call('PEXPIRE', KEYS[k], lasts[k])
    end
  end
end
return reply
