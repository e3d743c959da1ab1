-- Looks an entry up and checks that none of its tags was invalidated since it was filled.
-- KEYS: the entry, the clock. ARGV: the encoding wanted, then the entity tags the client holds.
-- Returns on a hit {meta, encoding, body}, without the body where the client holds it, {''} for an absent thing;
-- on a miss Redis' time: the start of the load to come.
local wanted, held = ARGV[1], ARGV[2]
local entry = redis.call('HMGET', KEYS[1], 'meta', 'tags', 'versions', held and 'validator' or wanted)
local meta, tags = entry[1], entry[2]
if meta and (tags == '' or cmsgpack.pack(redis.call('MGET', unpack(cmsgpack.unpack(tags)))) == entry[3]) then
  if meta == '' then return {meta} end
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
local time = redis.call('TIME')
if redis.call('EXISTS', KEYS[2]) == 0 then
  -- Whatever was invalidated before now, this load sees its effect; the clock begins just before it.
  redis.call('SET', KEYS[2], string.format('%.0f', time[1] * 1000000 + time[2] - 1))
end
return string.format('%.0f', time[1] * 1000000 + time[2])
