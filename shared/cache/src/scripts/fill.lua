-- Stores an entry, unless it may be stale: one of its tags was invalidated, or itself removed, since the load began.
-- KEYS: the clock, the word of a removal, the number of tags that ARGV says, then the entry's names by encoding.
-- ARGV: the load's start, the time to live (ms, 0 for ever), the time to live of versions (s), a nonce, the number of
-- tags, the entry's description, then its bodies in the order of the names; names without a body are dropped.
-- Returns the clock, or nothing when refused.
local start, ttl, versions_ttl, nonce, tags = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4], tonumber(ARGV[5])
local clock, removed = redis.call('GET', KEYS[1]), redis.call('GET', KEYS[2])
if not clock or removed and removed >= start then return false end
local versions = {}
for i = 1, tags do
  local version = redis.call('GET', KEYS[2 + i])
  if not version then
    -- Never invalidated, or its version was lost. Only when nothing at all was invalidated since the load began,
    -- this tag wasn't either.
    local time = string.sub(clock, 1, 16)
    version = time .. nonce .. time
    if version < start then redis.call('SET', KEYS[2 + i], version, 'EX', versions_ttl) end
  end
  if version >= start then return false end
  versions[i] = string.sub(version, 1, 32)
end
local head = ARGV[6] .. '\n' .. table.concat(versions) .. '\n'
for i = 7, #ARGV do
  local name = KEYS[2 + tags + i - 6]
  redis.call('SET', name, head .. ARGV[i])
  if ttl > 0 then redis.call('PEXPIRE', name, ttl) end
end
for i = 2 + tags + #ARGV - 5, #KEYS do
  redis.call('DEL', KEYS[i])
end
return clock
