-- Looks an entry up and checks that none of its tags was invalidated since it was filled.
-- KEYS: the entry, the clock. ARGV: the encoding wanted, then the entity tags the client holds.
-- Returns on a hit {meta, encoding, body}, without the body where the client holds it, {meta} for an absent thing;
-- on a miss the clock.
local wanted, held = ARGV[1], ARGV[2]
local entry = redis.call('HMGET', KEYS[1], 'meta', 'tags', 'versions', held and 'validator' or wanted)
local meta, tags, versions = entry[1], entry[2], entry[3]

local function fresh()
  if tags == '' then return true end
  for i, version in ipairs(redis.call('MGET', unpack(cmsgpack.unpack(tags)))) do
    if version ~= string.sub(versions, 32 * i - 31, 32 * i) then return false end
  end
  return true
end

if meta and fresh() then
  if string.sub(meta, 1, 1) == '\n' then return {meta} end
  if not held then
    if entry[4] then return {meta, wanted, entry[4]} end
    return {meta, 'identity', redis.call('HGET', KEYS[1], 'identity')}
  end
  if redis.call('HEXISTS', KEYS[1], wanted) == 0 then wanted = 'identity' end
  local tag = entry[4] .. '.' .. wanted
  for i = 2, #ARGV do
    if ARGV[i] == tag or ARGV[i] == '*' then return {meta, wanted} end
  end
  return {meta, wanted, redis.call('HGET', KEYS[1], wanted)}
end

local clock = redis.call('GET', KEYS[2])
if not clock then
  local time = redis.call('TIME')
  clock = string.format('%.0f', time[1] * 1000000 + time[2])
  redis.call('SET', KEYS[2], clock)
end
return clock
