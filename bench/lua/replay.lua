-- wrk -s replay.lua URL -- FILE FIRST: sends the prepared requests of FILE in turn, each with a serial number of its own
-- (six digits, from FIRST on) wherever the request has MARK; prints what came of it as one line of JSON.
-- One thread only, for the serial numbers. Requests are separated by the byte 30.

local MARK, SEPARATOR = "@@@@@@", "\30"
local requests, serial, nth = {}, 0, 0

local function split(text, separator)
  local parts, from = {}, 1
  while true do
    local found, last = text:find(separator, from, true)
    if not found then break end
    parts[#parts + 1] = text:sub(from, found - 1)
    from = last + 1
  end
  parts[#parts + 1] = text:sub(from)
  return parts
end

function init(arguments)
  local file = assert(io.open(arguments[1], "rb"))
  for _, prepared in ipairs(split(file:read("*a"), SEPARATOR)) do
    requests[#requests + 1] = split(prepared, MARK)
  end
  file:close()
  serial = tonumber(arguments[2]) - 1
end

function request()
  serial, nth = serial + 1, nth % #requests + 1
  return table.concat(requests[nth], ("%06d"):format(serial))
end

function done(summary, latency)
  local lost = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  print(('{"answers": %d, "refused": %d, "lost": %d, "seconds": %.3f, "p50_ms": %.2f, "p99_ms": %.2f}'):format(
    summary.requests, summary.errors.status, lost, summary.duration / 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
