ardour {
  ["type"]    = "EditorHook",
  name        = "Tonekiln",
  author      = "Tonekiln",
  license     = "MIT",
  description = "Puts clips that Tonekiln made onto the timeline, at the exact sample of their bar."
}

function signals()
  return LuaSignal.Set():add { [LuaSignal.LuaTimerDS] = true }
end

-- Ardour keeps its own copy of this function, so it only loads the road, which can be renewed.
function factory()
  local road
  local broken = false

  local function run(path) -- Ardour has no dofile
    local file = assert(io.open(path, "rb"))
    local source = file:read("a")
    file:close()
    return assert(load(source, "@" .. path))()
  end

  local function start()
    return run("@ROAD_FILE@")(run("@MAILBOX_FILE@"), "@MAILBOX_FOLDER@")
  end

  return function()
    if broken then return end
    if not road then
      local started, result = pcall(start)
      if not started then
        broken = true
        print("Tonekiln: " .. tostring(result))
        return
      end
      road = result
    end
    road.tick()
  end
end
