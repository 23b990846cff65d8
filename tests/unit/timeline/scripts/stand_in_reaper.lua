-- REAPER's documented ReaScript functions, as far as the road uses them, with every call kept.
-- Run as: lua5.4 stand_in_reaper.lua SCRIPT FOLDER
-- `FOLDER/scene.lua` sets the project up; `FOLDER/stop` ends it; `FOLDER/state.lua` tells how it
-- stands then, one form-encoded line for each call and item.

local script, folder = arg[1], arg[2]

local project = {
  bars = {}, -- start of each bar in seconds; from `scene.lua`
  tracks = {}, items = {}, calls = {},
  cursor = 0, playing = false, play = 0, loop = { 0, 0 }, selection = { 0, 0 },
  rate = nil,
}
local next_id = 0

local function new_id()
  next_id = next_id + 1
  return string.format("{GUID-%d}", next_id)
end

local function set_only_selected(list, one)
  for _, other in ipairs(list) do other.selected = other == one end
end

local function selected(list, index)
  local found = {}
  for _, one in ipairs(list) do if one.selected then found[#found + 1] = one end end
  return index and found[index + 1] or #found
end

local deferred, at_exit = nil, nil

local functions = {
  defer = function(f) deferred = f end,
  atexit = function(f) at_exit = f end,
  GetAppVersion = function() return "7.20/linux-x86_64" end,
  GetPlayState = function() return project.playing and 1 or 0 end,
  GetPlayPosition = function() return project.play end,
  GetCursorPosition = function() return project.cursor end,
  SetEditCurPos = function(time) project.cursor = time end,
  TimeMap_GetMeasureInfo = function(_, measure) return project.bars[measure + 1], 0, 0, 4, 4, 120 end,
  TimeMap2_timeToBeats = function(_, time)
    local measure = 0
    while project.bars[measure + 2] and project.bars[measure + 2] <= time do measure = measure + 1 end
    return 0, measure, 4, 0, 4
  end,
  GetSet_LoopTimeRange = function(set, is_loop)
    assert(not set, "the road must not move anyone's range")
    return table.unpack(is_loop and project.loop or project.selection)
  end,
  CountTracks = function() return #project.tracks end,
  GetTrack = function(_, index) return project.tracks[index + 1] end,
  InsertTrackAtIndex = function(index)
    local track = { name = "", id = new_id() }
    table.insert(project.tracks, index + 1, track)
    set_only_selected(project.tracks, track) -- as REAPER does
  end,
  GetSetMediaTrackInfo_String = function(track, field, value, set)
    assert(field == "P_NAME")
    if set then track.name = value end
    return true, track.name
  end,
  CountSelectedTracks = function() return selected(project.tracks) end,
  GetSelectedTrack = function(_, index) return selected(project.tracks, index) end,
  SetTrackSelected = function(track, yes) track.selected = yes end,
  CountMediaItems = function() return #project.items end,
  GetMediaItem = function(_, index) return project.items[index + 1] end,
  CountSelectedMediaItems = function() return selected(project.items) end,
  GetSelectedMediaItem = function(_, index) return selected(project.items, index) end,
  SetMediaItemSelected = function(item, yes) item.selected = yes end,
  SelectAllMediaItems = function(_, yes)
    for _, item in ipairs(project.items) do item.selected = yes end
  end,
  AddMediaItemToTrack = function(track)
    local item = { track = track, takes = {}, id = new_id(), values = {}, selected = true }
    project.items[#project.items + 1] = item
    return item
  end,
  GetMediaItemTrack = function(item) return item.track end,
  SetMediaItemInfo_Value = function(item, field, value) item.values[field] = value; return true end,
  GetMediaItemInfo_Value = function(item, field) return item.values[field] end,
  GetSetMediaItemInfo_String = function(item, field)
    assert(field == "GUID")
    return true, item.id
  end,
  AddTakeToMediaItem = function(item)
    local take = { item = item }
    item.takes[#item.takes + 1] = take
    return take
  end,
  PCM_Source_CreateFromFile = function(path)
    local file = io.open(path, "rb")
    if not file then return nil end
    file:close()
    return { path = path }
  end,
  SetMediaItemTake_Source = function(take, source) take.source = source; return true end,
  GetSetMediaItemTakeInfo_String = function(take, field, value, set)
    assert(field == "P_NAME" and set)
    take.name = value
    return true, value
  end,
  SetActiveTake = function(take) take.item.active = take end,
  ColorToNative = function(r, g, b) return r | g << 8 | b << 16 end,
  GetSetProjectInfo = function(_, field)
    if field == "PROJECT_SRATE_USE" then return project.rate and 1 or 0 end
    return project.rate
  end,
  UpdateItemInProject = function() end,
  UpdateArrange = function() end,
  PreventUIRefresh = function() end,
  Undo_BeginBlock2 = function() end,
  Undo_EndBlock2 = function() end,
}

reaper = setmetatable({}, {
  __index = function(_, name)
    local f = assert(functions[name], "REAPER has no " .. name)
    return function(...)
      project.calls[#project.calls + 1] = name
      return f(...)
    end
  end,
})

local function exists(name)
  local file = io.open(folder .. "/" .. name)
  if file then file:close() end
  return file ~= nil
end

loadfile(folder .. "/scene.lua", "t", { project = project, functions = functions, reaper = reaper })()
project.calls = {}
dofile(script)
while not exists("stop") do
  local f = deferred
  deferred = nil
  f()
  os.execute("sleep 0.01")
end
at_exit()

local state = io.open(folder .. "/state", "w")
local function line(text) state:write(text, "\n") end
for _, call in ipairs(project.calls) do
  if call:match("^Undo") or call:match("^Prevent") then line("call=" .. call) end
end
for _, item in ipairs(project.items) do
  line(string.format("item=%s&track=%s&position=%.9f&length=%.9f&loops=%d&timebase=%d&takes=%d&name=%s&selected=%s&colour=%d",
    item.id, item.track.name, item.values.D_POSITION or 0, item.values.D_LENGTH or 0,
    item.values.B_LOOPSRC or 0, item.values.C_BEATATTACHMODE or -1, #item.takes, item.active and item.active.name or "",
    tostring(item.selected), item.values.I_CUSTOMCOLOR or 0))
end
for _, track in ipairs(project.tracks) do
  line(string.format("track=%s&selected=%s", track.name, tostring(track.selected)))
end
line(string.format("cursor=%.9f", project.cursor))
state:close()
