/**
 * The one script of the store. It decides about one request in one atomic step, on the server's clock.
 *
 * KEYS: meta, one hash per window, then one hash for the bucket if there is one.
 * ARGV: operation, boot, epoch known to the caller, highest sequence number the caller saw, slack, horizon, number of
 * windows, then the operation's own.
 *
 * Windows are kept as counts per granule (1/100 of the window), each counted until its granule as a whole is past, so
 * never too low. The window is lengthened by `slack`: a grant may be used that much later than its slot. A request that
 * has no room now gets the earliest slot in the future, if that is within `horizon`, so that waiting is first come,
 * first served among processes and needs no polling.
 *
 * `epoch` names one uninterrupted life of the state. Whatever makes it doubtful begins a new one: no meta data, a server
 * that has not seen this script (`boot`) and whose run id is another (restarted or failed over), a caller that remembers more than the server (lost
 * writes), a clock that stepped back. In a new epoch a window is shut until everything that the old one may have
 * admitted is past. A store that is empty and asked by nobody with a memory is only shut for a second, in which anybody
 * with one would appear.
 */
const SOURCE = `
local GRANULES, GRACE = 100, 1000
local op, boot, known, seen = ARGV[1], ARGV[2] == '1', ARGV[3], tonumber(ARGV[4])
local slack, horizon, count = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + tonumber(time[2]) / 1000
local ttl = 86400000

local meta = redis.call('HMGET', KEYS[1], 'epoch', 'birth', 'full', 'last', 'seq', 'run')
local epoch, birth, full = meta[1], tonumber(meta[2]), meta[3] == '1'
local last, seq = tonumber(meta[4]), tonumber(meta[5])
local lost = not epoch or not birth or not last or not seq
local run = meta[6] or ''
if boot or lost then
  run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)') or ''
  boot = run == '' or run ~= meta[6]
end
if lost or boot or now < last - 1000 or (known == epoch and seen > seq) then
  full = not lost or known ~= ''
  epoch, birth, seq, last = time[1] .. '.' .. time[2], now, 0, now
elseif known ~= '' and known ~= epoch and not full then
  full = true
end
if now < last then now = last end
seq = seq + 1
redis.call('HSET', KEYS[1], 'epoch', epoch, 'birth', string.format('%.3f', birth), 'full', full and '1' or '0',
  'last', string.format('%.3f', now), 'seq', seq, 'run', run)
redis.call('PEXPIRE', KEYS[1], ttl)

local function loadBucket(key, rate, burst)
  local b = redis.call('HMGET', key, 'e', 'v', 'a', 'h')
  local v, a, h = tonumber(b[2]), tonumber(b[3]), tonumber(b[4]) or 0
  if b[1] ~= epoch or not v or not a then
    -- What was spent in an earlier epoch is unknown: start empty at its end.
    if full then v, a = 0, birth + horizon else v, a = burst, now end
    h = 0
  end
  if now > a then v, a = math.min(burst, v + (now - a) * rate / 1000), now end
  return v, a, h
end
local function saveBucket(key, v, a, h)
  redis.call('HSET', key, 'e', epoch, 'v', string.format('%.6f', v), 'a', string.format('%.3f', a), 'h', string.format('%.3f', h))
  redis.call('PEXPIRE', key, ttl)
end

if op == 'adjust' then
  local what, amount, at = ARGV[8], tonumber(ARGV[9]), 10
  if what == 'hold' then
    for i = 1, count do
      redis.call('HSET', KEYS[1 + i], 'hold', string.format('%.3f', now + amount))
      redis.call('PEXPIRE', KEYS[1 + i], ttl)
    end
  end
  if KEYS[2 + count] then
    local rate, burst, floor = tonumber(ARGV[at]), tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
    local v, a, h = loadBucket(KEYS[2 + count], rate, burst)
    if what == 'debit' then v = math.max(math.min(v, floor or -1e15), v - amount)
    elseif what == 'cap' then v = math.min(v, amount)
    elseif what == 'hold' then h = math.max(h, now + amount) end
    saveBucket(KEYS[2 + count], v, a, h)
  end
  return {'ok', epoch, seq}
end

local windows, slot, blocked = {}, now, {}
local function later(at, name)
  if at > slot then slot = at end
  if at > now + horizon then blocked[#blocked + 1] = name end
end
for i = 1, count do
  local key, limit, length = KEYS[1 + i], tonumber(ARGV[6 + 2 * i]), tonumber(ARGV[7 + 2 * i]) + slack
  local granule, name = length / GRANULES, string.format('%.6f', length)
  local current = math.floor(now / granule)
  local h = redis.call('HMGET', key, 'e', 'o', 't', 'hold', 'n')
  local oldest, total, hold = tonumber(h[2]), tonumber(h[3]), tonumber(h[4]) or 0
  if h[1] ~= epoch or not oldest or not total or h[5] ~= name then
    -- Another length is another window: nothing of the old one can be counted in its granules.
    local known_before = h[1] == epoch and total and total > 0
    redis.call('DEL', key)
    oldest, total = current, 0
    if known_before then later(now + length, i) end
    if hold > now then redis.call('HSET', key, 'hold', h[4]) end
  end
  local cutoff = current - GRANULES - 1
  if total > 0 and cutoff - oldest > 3 * GRANULES then
    redis.call('DEL', key)
    total = 0
  end
  if total == 0 then oldest = math.max(oldest, cutoff + 1) end
  while total > 0 and oldest <= cutoff do
    local c = redis.call('HGET', key, 'g' .. oldest)
    if c then
      total = total - tonumber(c)
      redis.call('HDEL', key, 'g' .. oldest)
    end
    oldest = oldest + 1
  end
  if hold > now then later(hold, i) end
  -- Slots given out before the old state was lost lie up to \`horizon\` after it.
  local shut = birth + (full and length + horizon or GRACE)
  if shut > now and (full or birth + GRACE > now) then later(shut, i) end
  if limit < 1 then
    later(now + length, i)
  elseif total + 1 > limit then
    local excess, at = total + 1 - limit, oldest
    local all = redis.call('HGETALL', key)
    local counts = {}
    for j = 1, #all, 2 do
      local g = string.match(all[j], '^g(%-?%d+)$')
      if g then counts[tonumber(g)] = tonumber(all[j + 1]) end
    end
    local newest = current + math.ceil(horizon / granule) + GRANULES
    while excess > 0 and at <= newest do
      excess = excess - (counts[at] or 0)
      at = at + 1
    end
    later((at + GRANULES) * granule, i)
  end
  windows[i] = {key, granule, oldest, total, name, math.ceil(math.max(length * 2 + horizon, hold - now) + 60000)}
end

local v, a, h, rate, burst, cost
if KEYS[2 + count] then
  local at = 8 + 2 * count
  rate, burst, cost = tonumber(ARGV[at]), tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
  v, a, h = loadBucket(KEYS[2 + count], rate, burst)
  if h > now then later(h, 'b') end
  if v < cost then later(a + (cost - v) * 1000 / rate, 'b') end
end

local wait = string.format('%.3f', slot - now)
if slot > now + horizon then
  local answer = {'denied', epoch, seq, wait}
  for i = 1, #blocked do answer[#answer + 1] = tostring(blocked[i]) end
  return answer
end
for i = 1, count do
  local w = windows[i]
  redis.call('HINCRBY', w[1], 'g' .. math.floor(slot / w[2]), 1)
  redis.call('HSET', w[1], 'e', epoch, 'o', w[3], 't', w[4] + 1, 'n', w[5])
  redis.call('PEXPIRE', w[1], w[6])
end
if cost then saveBucket(KEYS[2 + count], v - cost, a, h) end
return {'granted', epoch, seq, wait}
`;

/** The script of one namespace: the name is in its text, so that one fleet's script says nothing about another's state. */
export function scriptFor(namespace: string): string {
  return `-- ${namespace.replaceAll(/[^\w.:-]/g, "_")}\n${SOURCE}`;
}
