-- Tonekiln in REAPER: puts clips onto the timeline while it runs.
-- Run it once per session (Actions > Show action list > Tonekiln); running it again ends it.

local function run(path)
  local file = assert(io.open(path, "rb"))
  local source = file:read("a")
  file:close()
  return assert(load(source, "@" .. path))()
end

local road = run("@ROAD_FILE@")(run("@MAILBOX_FILE@"), "@MAILBOX_FOLDER@")

local function loop()
  road.tick()
  reaper.defer(loop)
end

reaper.atexit(road.leave)
loop()
