-- Stores an entry, unless it may be stale: one of its tags was invalidated, or itself removed, since the load began.
-- KEYS: the entry, the clock, then its tags. ARGV: the load's start, the time to live (ms, 0 for ever), the time to
-- live of versions (s), a nonce, then the entry's fields and values.
-- Returns the clock, or nothing when refused.
local start, ttl, versions_ttl, nonce = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4]
local clock, removed = redis.call('GET', KEYS[2]), redis.call('HGET', KEYS[1], 'removed')
if not clock or removed and removed >= start then return false end
local tags, versions = {}, {}
for i = 3, #KEYS do
  local version = redis.call('GET', KEYS[i])
  if not version then
    -- Never invalidated, or its version was lost. Only when nothing at all was invalidated since the load began,
    -- this tag wasn't either.
    version = string.sub(clock, 1, 16) .. nonce
    if version < start then redis.call('SET', KEYS[i], version, 'EX', versions_ttl) end
  end
  if version >= start then return false end
  tags[i - 2], versions[i - 2] = KEYS[i], version
end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'tags', #tags > 0 and cmsgpack.pack(tags) or '', 'versions', table.concat(versions),
  unpack(ARGV, 5))
if ttl > 0 then redis.call('PEXPIRE', KEYS[1], ttl) end
return clock
