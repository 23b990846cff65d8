-- The road into REAPER, by its documented ReaScript functions. Runs in REAPER's main thread.

local TRACK_BY_DEFAULT = "Tonekiln"
local COLOUR = { 232, 131, 58 }
local PROJECT = 0
local POSITION_IN_BEATS = 2 -- of an item's time bases

local function refuse(message, hint)
  error({ error = message, hint = hint or "" }, 0)
end

-- Where a request means, in seconds, by the project's own tempo map.

local function time_of_bar(bar)
  return (reaper.TimeMap_GetMeasureInfo(PROJECT, bar - 1))
end

local NUDGE = 1e-9 -- seconds; a bar line's time may be rounded to just before it

local function bar_at(time)
  local _, measure = reaper.TimeMap2_timeToBeats(PROJECT, time + NUDGE)
  return measure + 1
end

local function now()
  local playing = reaper.GetPlayState() & 1 == 1
  return playing and reaper.GetPlayPosition() or reaper.GetCursorPosition()
end

local function next_bar()
  local time = now()
  local bar = bar_at(time)
  while time_of_bar(bar) < time - NUDGE do bar = bar + 1 end
  return time_of_bar(bar)
end

local function range(is_loop, name)
  local start, finish = reaper.GetSet_LoopTimeRange(false, is_loop, 0, 0, false)
  if finish <= start then refuse("the project has no " .. name, "name a bar instead") end
  return start
end

local places = {
  now = now,
  next_bar = next_bar,
  playhead = function() return reaper.GetCursorPosition() end,
  loop_start = function() return range(true, "loop") end,
  selection = function() return range(false, "time selection") end,
  bar = function(request) return time_of_bar(tonumber(request.bar)) end,
}

local function time_of(request)
  local place = places[request.at]
  if not place then refuse("this script knows no place " .. tostring(request.at)) end
  return place(request)
end

-- What a person had selected, and the cursor, as they were.

local function selected(count, get)
  local found = {}
  for index = 0, count(PROJECT) - 1 do found[index + 1] = get(PROJECT, index) end
  return found
end

local function remember()
  return {
    tracks = selected(reaper.CountSelectedTracks, reaper.GetSelectedTrack),
    items = selected(reaper.CountSelectedMediaItems, reaper.GetSelectedMediaItem),
    cursor = reaper.GetCursorPosition(),
  }
end

local function restore(memory)
  reaper.SelectAllMediaItems(PROJECT, false)
  for _, item in ipairs(memory.items) do reaper.SetMediaItemSelected(item, true) end
  for index = 0, reaper.CountTracks(PROJECT) - 1 do
    reaper.SetTrackSelected(reaper.GetTrack(PROJECT, index), false)
  end
  for _, track in ipairs(memory.tracks) do reaper.SetTrackSelected(track, true) end
  if reaper.GetCursorPosition() ~= memory.cursor then
    reaper.SetEditCurPos(memory.cursor, false, false)
  end
end

-- Tracks, items, takes.

local function track_name(track)
  local _, name = reaper.GetSetMediaTrackInfo_String(track, "P_NAME", "", false)
  return name
end

local function track_named(name)
  local count = reaper.CountTracks(PROJECT)
  for index = 0, count - 1 do
    local track = reaper.GetTrack(PROJECT, index)
    if track_name(track) == name then return track end
  end
  reaper.InsertTrackAtIndex(count, true)
  local track = reaper.GetTrack(PROJECT, count)
  reaper.GetSetMediaTrackInfo_String(track, "P_NAME", name, true)
  return track
end

local function guid(item)
  local _, id = reaper.GetSetMediaItemInfo_String(item, "GUID", "", false)
  return id
end

local function item_with(id)
  for index = 0, reaper.CountMediaItems(PROJECT) - 1 do
    local item = reaper.GetMediaItem(PROJECT, index)
    if guid(item) == id then return item end
  end
  refuse("the item to be replaced is not there any more", "place the clip anew")
end

local function add_take(item, source, request)
  local take = reaper.AddTakeToMediaItem(item)
  reaper.SetMediaItemTake_Source(take, source)
  reaper.GetSetMediaItemTakeInfo_String(take, "P_NAME", request.name, true)
  reaper.SetActiveTake(take)
  reaper.SetMediaItemInfo_Value(item, "D_LENGTH",
    tonumber(request.frames) / tonumber(request.sample_rate))
  reaper.SetMediaItemInfo_Value(item, "B_LOOPSRC", request.loops == "1" and 1 or 0)
  -- One-shots and what is measured in seconds keep their seconds when the tempo changes.
  if request.loops ~= "1" or (request.bars or "") == "" then
    reaper.SetMediaItemInfo_Value(item, "C_BEATATTACHMODE", POSITION_IN_BEATS)
  end
end

local function new_item(request, time)
  local track = track_named(request.track or TRACK_BY_DEFAULT)
  local item = reaper.AddMediaItemToTrack(track)
  if not item then refuse("REAPER makes no item on this track", "name another track") end
  reaper.SetMediaItemInfo_Value(item, "D_POSITION", time)
  reaper.SetMediaItemInfo_Value(item, "D_FADEINLEN", 0)
  reaper.SetMediaItemInfo_Value(item, "D_FADEOUTLEN", 0)
  local colour = reaper.ColorToNative(table.unpack(COLOUR)) | 0x1000000
  reaper.SetMediaItemInfo_Value(item, "I_CUSTOMCOLOR", colour)
  return item
end

local function sample_rate(request)
  if reaper.GetSetProjectInfo(PROJECT, "PROJECT_SRATE_USE", 0, false) == 1 then
    return reaper.GetSetProjectInfo(PROJECT, "PROJECT_SRATE", 0, false)
  end
  return tonumber(request.sample_rate)
end

local function placed(item, request)
  local time = reaper.GetMediaItemInfo_Value(item, "D_POSITION")
  local rate = sample_rate(request)
  return {
    track = track_name(reaper.GetMediaItemTrack(item)),
    item = guid(item),
    sample = string.format("%d", math.floor(time * rate + 0.5)),
    sample_rate = string.format("%d", rate),
    bar = string.format("%d", bar_at(time)),
  }
end

-- All that may be refused comes before the undo step, so that a refusal changes nothing.
-- A placement with `replacing` becomes the next take of that item, so that the old one is kept.
local function prepared(request)
  local ready = {}
  if request.replacing then
    ready.item = item_with(request.replacing)
  else
    ready.time = time_of(request)
  end
  ready.source = reaper.PCM_Source_CreateFromFile(request.path)
  if not ready.source then refuse("REAPER cannot read " .. request.path) end
  return ready
end

local function insert(request, ready)
  local item = ready.item or new_item(request, ready.time)
  add_take(item, ready.source, request)
  reaper.UpdateItemInProject(item)
  return placed(item, request)
end

local function place(request)
  local ready = prepared(request)
  local memory = remember()
  reaper.PreventUIRefresh(1)
  reaper.Undo_BeginBlock2(PROJECT)
  local done, result = pcall(insert, request, ready)
  restore(memory)
  reaper.Undo_EndBlock2(PROJECT, "Tonekiln: place " .. request.name, -1)
  reaper.PreventUIRefresh(-1)
  reaper.UpdateArrange()
  if not done then error(result, 0) end
  return result
end

local function ping()
  return { daw = "REAPER", version = reaper.GetAppVersion() }
end

return function(Mailbox, folder)
  local mailbox = Mailbox.open(folder)
  mailbox:announce("REAPER")
  return {
    tick = function() mailbox:serve { ping = ping, place = place } end,
    leave = function() mailbox:leave() end,
  }
end
