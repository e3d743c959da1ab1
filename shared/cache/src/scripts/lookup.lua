#!lua flags=allow-oom
-- Looks an entry up: one that is valid, or, when ARGV says `soft`, one of which nothing was invalidated hard since it was
-- filled. What was invalidated hard doesn't leave Redis.
-- KEYS: the entry in the encoding wanted, the same in identity, the clock, the namespace's version.
-- ARGV: the encoding wanted, what tags' names begin with, `valid` or `soft`, a nonce, then the entity tags the client holds.
-- Returns {clock, how long Redis keeps the entry (ms), encoding, entry}, only the entry's head, and a fifth, where the client
-- holds the body; {clock} when there is none.
local head_pattern = '^n2(' .. string.rep('%x', 16) .. ')%d+\n(.-)\n.-\n(.-)\n.-\n(%x+)\n()'

local clock = redis.call('MGET', KEYS[3])[1]
if not clock or #clock ~= 48 then
  local time = redis.call('TIME')
  time = string.format('%.0f', time[1] * 1000000 + time[2])
  clock = time .. string.rep('0', 16) .. ARGV[4]
  redis.call('SET', KEYS[3], clock)
end

local function head_of(name)
  for _, last in ipairs({1023, -1}) do
    local head = redis.pcall('GETRANGE', name, 0, last)
    if type(head) ~= 'string' then return end
    local era, validator, tags, versions, body = string.match(head, head_pattern)
    if body then return era, validator, tags, versions, body end
  end
end

local function may_be_served(era, tags, versions)
  local names = {KEYS[4]}
  for tag in string.gmatch(tags, '[^,]+') do names[#names + 1] = ARGV[2] .. tag end
  if era ~= string.sub(clock, 33) or #versions ~= 32 * #names then return false end
  for i, now in ipairs(redis.call('MGET', unpack(names))) do
    local filled = string.sub(versions, 32 * i - 31, 32 * i)
    if not now or #now ~= 48 then return false end
    if string.sub(now, 1, 32) ~= filled then
      local hard = string.sub(now, 33)
      if ARGV[3] ~= 'soft' or now < filled or hard > string.sub(filled, 1, 16) then return false end
    end
  end
  return true
end

local encodings = {ARGV[1], 'identity'}
for i, encoding in ipairs(encodings) do
  local era, validator, tags, versions, body = head_of(KEYS[i])
  if era then
    if not may_be_served(era, tags, versions) then break end
    local keep, etag = redis.call('PTTL', KEYS[i]), validator .. '.' .. encoding
    for j = 5, #ARGV do
      if validator ~= '' and (ARGV[j] == etag or ARGV[j] == '*') then
        return {clock, keep, encoding, redis.call('GETRANGE', KEYS[i], 0, body - 2), 'held'}
      end
    end
    return {clock, keep, encoding, redis.call('GET', KEYS[i])}
  end
end
return {clock}
