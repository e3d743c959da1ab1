-- Looks an entry up and checks that none of its tags was invalidated since it was filled.
-- KEYS: the entry in the encoding wanted, the same in identity, the clock.
-- ARGV: the encoding wanted, what tags' names begin with, then the entity tags the client holds.
-- Returns on a hit {encoding, entry}, only the entry's head where the client holds the body; on a miss the clock.
local head_pattern = '^(.-)\n.-\n(.-)\n.-\n(%x*)\n()'

local function head_of(name)
  for _, last in ipairs({1023, -1}) do
    local validator, tags, versions, body = string.match(redis.call('GETRANGE', name, 0, last), head_pattern)
    if body then return validator, tags, versions, body end
  end
end

local function fresh(tags, versions)
  local names = {}
  for tag in string.gmatch(tags, '[^,]+') do names[#names + 1] = ARGV[2] .. tag end
  if #names == 0 then return true end
  for i, version in ipairs(redis.call('MGET', unpack(names))) do
    if string.sub(version or '', 1, 32) ~= string.sub(versions, 32 * i - 31, 32 * i) then return false end
  end
  return true
end

local encodings = {ARGV[1], 'identity'}
for i, encoding in ipairs(encodings) do
  local validator, tags, versions, body = head_of(KEYS[i])
  if validator then
    if not fresh(tags, versions) then break end
    local etag = validator .. '.' .. encoding
    for j = 3, #ARGV do
      if validator ~= '' and (ARGV[j] == etag or ARGV[j] == '*') then
        return {encoding, redis.call('GETRANGE', KEYS[i], 0, body - 2), 'held'}
      end
    end
    return {encoding, redis.call('GET', KEYS[i])}
  end
end

local clock = redis.call('GET', KEYS[3])
if not clock then
  local time = redis.call('TIME')
  clock = string.format('%.0f', time[1] * 1000000 + time[2])
  redis.call('SET', KEYS[3], clock)
end
return clock
