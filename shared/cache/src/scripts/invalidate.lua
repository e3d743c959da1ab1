-- Invalidates tags, in a time that doesn't depend on what they hold.
-- KEYS: the clock, then the tags. ARGV: the time to live of versions (s), a nonce, `hard` or `soft`.
-- Returns the clock.
local time, clock = redis.call('TIME'), redis.call('GET', KEYS[1])
-- Never back: loads that began by the old clock must come before this, whatever became of the machine's.
local now = math.max(time[1] * 1000000 + time[2], clock and string.sub(clock, 1, 16) + 1 or 0)
now = string.format('%.0f', now)
for i = 2, #KEYS do
  local hard = ''
  if ARGV[3] == 'soft' then hard = string.sub(redis.call('GET', KEYS[i]) or '', 33, 48) end
  -- Without a word of the last hard one nobody can tell: it may have been this moment.
  if hard == '' then hard = now end
  redis.call('SET', KEYS[i], now .. ARGV[2] .. hard, 'EX', ARGV[1])
end
redis.call('SET', KEYS[1], now .. ARGV[2])
return now .. ARGV[2]
