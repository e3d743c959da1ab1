-- Adds what an instance counted to the figures of all, once: a batch whose answer was lost comes again under its number.
-- KEYS: the number of the instance's last batch; then for each part the index of its minute, and the hash of its series.
-- ARGV: the batch's number, seconds until all this is forgotten; then for each part the series' name, the number of its
-- fields, and for each field its name and what to add.
-- Returns 1, or 0 where the batch was added before.
local call = redis.call
if tonumber(call('GET', KEYS[1]) or '0') >= tonumber(ARGV[1]) then return 0 end
call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
local at = 3
for k = 2, #KEYS, 2 do
  local last = at + 1 + 2 * ARGV[at + 1]
  call('SADD', KEYS[k], ARGV[at])
  call('EXPIRE', KEYS[k], ARGV[2])
  for i = at + 2, last, 2 do call('HINCRBY', KEYS[k + 1], ARGV[i], ARGV[i + 1]) end
  call('EXPIRE', KEYS[k + 1], ARGV[2])
  at = last + 1
end
return 1
