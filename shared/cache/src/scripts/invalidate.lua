#!lua flags=allow-oom
-- Invalidates tags, namespaces or a key, in a time that doesn't depend on what they hold; when memory has run out too.
-- KEYS: the clock, the names to be given a new version, as many as ARGV says, then entries to delete.
-- ARGV: the time to live of versions (ms), a nonce, `soft`, `hard` or `all`, the newest time that the caller saw on the
-- clock, the number of names. Returns the clock.
local time, clock = redis.call('TIME'), redis.call('MGET', KEYS[1])[1] or ''
local seen, names = tonumber(ARGV[4]), tonumber(ARGV[5])
local before = #clock == 48 and tonumber(string.sub(clock, 1, 16)) or 0
-- Never back: loads that began by the old clock must come before this, whatever became of the machine's.
local now = string.format('%.0f', math.max(time[1] * 1000000 + time[2], before + 1, seen + 1))
local era = string.sub(clock, 33)
-- A clock that was lost, or is behind what was seen, has lost invalidations, nobody knows which.
if before == 0 or before < seen or ARGV[3] == 'all' then era = ARGV[2] end
for i = 2, 1 + names do
  local hard = ''
  if ARGV[3] == 'soft' then hard = string.sub(redis.call('MGET', KEYS[i])[1] or '', 33, 48) end
  -- Without word of the last hard one it may have been this moment.
  if hard == '' then hard = now end
  redis.call('SET', KEYS[i], now .. ARGV[2] .. hard, 'PX', ARGV[1])
end
if #KEYS > 1 + names then redis.call('DEL', unpack(KEYS, 2 + names)) end
redis.call('SET', KEYS[1], now .. ARGV[2] .. era)
return now .. ARGV[2] .. era
