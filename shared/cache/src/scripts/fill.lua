-- Stores an entry, unless it may be stale: one of its tags or its namespace was invalidated, or itself removed, since the
-- load began.
-- KEYS: the clock, the word of a removal, the namespace's and the tags' versions, as many as ARGV says, then the entry's
-- names by encoding.
-- ARGV: the load's start with its era behind it, how long to keep it (ms, 0 for ever), the time to live of versions (ms), a
-- nonce, the number of versions, the entry's description, then its bodies in the order of the names; names without a body
-- are dropped.
-- Returns the clock, or nothing when refused.
local start, era = string.sub(ARGV[1], 1, 16), string.sub(ARGV[1], 17)
local keep, tags = tonumber(ARGV[2]), tonumber(ARGV[5])
local read = redis.call('MGET', unpack(KEYS, 1, 2 + tags))
local clock, removed = read[1], read[2]
if not clock or #clock ~= 48 or removed and removed >= start then return false end
local time = string.sub(clock, 1, 16)
-- A load from before all was called void, or one that began by a clock which Redis has lost.
if era ~= string.sub(clock, 33) or tonumber(start) > tonumber(time) + 1 then return false end
local versions = {}
for i = 1, tags do
  local version = read[2 + i]
  if not version or #version ~= 48 then
    -- Never invalidated, or its version was lost. Only when nothing at all was invalidated since the load began,
    -- this tag wasn't either. When it was last invalidated hard nobody knows: it may have been this moment.
    version = time .. ARGV[4] .. time
    if version < start then redis.call('SET', KEYS[2 + i], version, 'PX', ARGV[3]) end
  end
  if version >= start then return false end
  versions[i] = string.sub(version, 1, 32)
end
local head = ARGV[6] .. '\n' .. table.concat(versions) .. '\n'
for i = 7, #ARGV do
  local name = KEYS[2 + tags + i - 6]
  redis.call('SET', name, head .. ARGV[i])
  if keep > 0 then redis.call('PEXPIRE', name, keep) end
end
for i = 2 + tags + #ARGV - 5, #KEYS do
  redis.call('DEL', KEYS[i])
end
return clock
