-- What wrk sends: wrk … -s load.lua URL -- REQUESTS MOST_PAUSE_MILLISECONDS
-- A line of the file REQUESTS is one request: method, path, token, If-None-Match and body, separated by tabs. Each
-- thread takes them in an order of its own, and waits before each for up to so long.

local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

function init(args)
  math.randomseed(number)
  pause = tonumber(args[2])
  requests = {}
  for line in io.lines(args[1]) do
    local method, path, token, tag, body = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t([^\t]*)\t([^\t]*)$")
    local headers = { Authorization = "token " .. token, ["Content-Type"] = "application/json" }
    if tag ~= "" then headers["If-None-Match"] = tag end
    requests[#requests + 1] = wrk.format(method, path, headers, body ~= "" and body or nil)
  end
end

function delay()
  return pause > 0 and math.random(0, pause) or 0
end

function request()
  return requests[math.random(#requests)]
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format("RESULT %.1f %.1f %.1f %.1f %d", summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
