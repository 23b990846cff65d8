-- The road into Ardour 7: runs in the editor, ten times a second, on the GUI's thread.

local TRACK_BY_DEFAULT = "Tonekiln"

local function refuse(message, hint)
  error({ error = message, hint = hint or "" }, 0)
end

-- Where a request means, in samples, by the session's own tempo map.

local function sample_of_bar(bar)
  local map = Temporal.TempoMap.read()
  return map:sample_at_beats(map:quarters_at_bbt(Temporal.BBT_TIME(bar, 1, 0)))
end

local function bar_at(sample)
  return Temporal.TempoMap.read():bbt_at(Temporal.timepos_t(sample)).bars
end

local function next_bar(sample)
  local bar = bar_at(sample)
  while sample_of_bar(bar) < sample do bar = bar + 1 end
  return sample_of_bar(bar)
end

local function loop_start()
  local loop = Session:locations():auto_loop_location()
  if not loop then refuse("the session has no loop", "name a bar instead") end
  return loop:start():samples()
end

local function selection_start()
  local time = Editor:get_selection().time
  local start, finish = time:start_sample(), time:end_sample()
  if finish <= start then refuse("the session has no time selection", "name a bar instead") end
  return start
end

local places = {
  now = function() return Session:transport_sample() end,
  next_bar = function() return next_bar(Session:transport_sample()) end,
  playhead = function()
    return Session:transport_rolling() and Session:last_transport_start()
      or Session:transport_sample()
  end,
  loop_start = loop_start,
  selection = selection_start,
  bar = function(request) return sample_of_bar(tonumber(request.bar)) end,
}

local function sample_of(request)
  local place = places[request.at]
  if not place then refuse("this script knows no place " .. tostring(request.at)) end
  return place(request)
end

-- Regions of a track, by their id.

local function regions_of(track)
  local regions = {}
  for region in track:playlist():region_list():iter() do
    regions[region:to_stateful():id():to_s()] = region
  end
  return regions
end

local function find_region(id)
  for route in Session:get_tracks():iter() do
    local track = route:to_track()
    local region = regions_of(track)[id]
    if region then return region, track end
  end
  refuse("the region to be replaced is not there any more", "place the clip anew")
end

local function track_named(name, channels)
  local route = Session:route_by_name(name)
  if not route:isnil() then
    local track = route:to_track()
    if track:isnil() or track:to_audio_track():isnil() then
      refuse(name .. " is no audio track", "name another track")
    end
    return track
  end
  local made = Session:new_audio_track(
    channels, 2, nil, 1, name, -1, ARDOUR.TrackMode.Normal, true)
  if made:size() == 0 then refuse("Ardour made no track") end
  return made:front():to_track()
end

local function import(path, track, sample)
  local before = regions_of(track)
  local files = C.StringVector()
  files:push_back(path)
  Editor:do_import(files, Editing.ImportDistinctFiles, Editing.ImportToTrack,
    ARDOUR.SrcQuality.SrcBest, ARDOUR.MidiTrackNameSource.SMFTrackName,
    ARDOUR.MidiTempoMapDisposition.SMFTempoIgnore, Temporal.timepos_t(sample),
    ARDOUR.PluginInfo(), track, false)
  for id, region in pairs(regions_of(track)) do
    if not before[id] then return region, id end
  end
  refuse("Ardour did not import " .. path, "its log says why (Window > Log)")
end

-- A clip that fits its bars begins and ends at full level; Ardour's own fades would dent the beat.
local function unfaded(region)
  local audio = region:to_audioregion()
  audio:set_fade_in_active(false)
  audio:set_fade_out_active(false)
end

local function remove(region, track)
  local playlist = track:playlist()
  Session:begin_reversible_command("Tonekiln: replace clip")
  playlist:to_stateful():clear_changes()
  playlist:remove_region(region)
  Session:add_stateful_diff_command(playlist:to_statefuldestructible())
  Session:commit_reversible_command(nil)
end

local function placed(region, track, id)
  local sample = region:position():samples()
  return {
    track = track:name(),
    item = id,
    sample = string.format("%d", sample),
    bar = string.format("%d", bar_at(sample)),
    sample_rate = string.format("%d", Session:nominal_sample_rate()),
  }
end

local function place(request)
  if Session:actively_recording() then
    refuse("Ardour is recording", "stop the recording, then place the clip")
  end
  local old, track, sample
  if request.replacing then
    old, track = find_region(request.replacing)
    sample = old:position():samples()
  else
    sample = sample_of(request)
    track = track_named(request.track or TRACK_BY_DEFAULT, tonumber(request.channels) or 2)
  end
  local region, id = import(request.path, track, sample)
  region:set_name(request.name)
  if request.loops == "1" then unfaded(region) end
  if old then remove(old, track) end
  return placed(region, track, id)
end

local function whereabouts(request)
  return {
    sample = string.format("%d", sample_of(request)),
    sample_rate = string.format("%d", Session:nominal_sample_rate()),
  }
end

local function ping()
  return { daw = "Ardour", session = Session:name() }
end

return function(Mailbox, folder)
  local mailbox = Mailbox.open(folder)
  local verbs = { ping = ping, place = place, where = whereabouts }
  local busy = false -- an import runs the GUI's loop, and with it this timer
  mailbox:announce("Ardour")
  return {
    tick = function()
      if busy then return end
      busy = true
      mailbox:serve(verbs)
      busy = false
    end,
  }
end
