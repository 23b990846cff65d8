-- What a test does in Ardour besides placing: set the scene, save, leave.

return function(Mailbox, folder)
  local mailbox = Mailbox.open(folder)

  local function set_loop(request)
    Editor:set_loop_range(Temporal.timepos_t(tonumber(request.from)),
      Temporal.timepos_t(tonumber(request.to)), "loop")
    return {}
  end

  local function select_loop()
    Editor:access_action("Editor", "select-loop-range")
    return {}
  end

  local function locate(request)
    Session:request_locate(tonumber(request.sample), false,
      ARDOUR.LocateTransportDisposition.MustStop, ARDOUR.TransportRequestSource.TRS_UI)
    return {}
  end

  local function save()
    Session:save_state("")
    return {}
  end

  local function undo()
    Editor:undo(1)
    return {}
  end

  local function insert(request)
    local kind = ARDOUR.PluginType[request.kind]
    local plugin = ARDOUR.LuaAPI.new_plugin(Session, request.plugin, kind, "")
    assert(not plugin:isnil(), "Ardour does not know the plugin")
    local track = Session:route_by_name(request.track)
    assert(track:add_processor_by_index(plugin, 0, nil, true) == 0)
    return {}
  end

  local function snap_to_bars()
    Editor:set_snap_mode(Editing.SnapNormal)
    Editor:access_action("Snap", "grid-type-bar")
    return {}
  end

  local function show_mixer_strip()
    Editor:set_toggleaction("Editor", "show-editor-mixer", true)
    return {}
  end

  local function hide_master()
    local master = Editor:rtav_from_route(Session:master_out())
    Editor:hide_track_in_display(master:to_timeaxisview(), false)
    return {}
  end

  -- Where the pointer is on the canvas, which starts at the timeline's left edge.
  local function pointer(request)
    local at = Editor:get_pointer_position(0, 0)
    return { x = at[1], y = at[2] }
  end

  -- How far a sample lies from the timeline's left edge, in pixels of the screen.
  local function pixel(request)
    return { x = Editor:sample_to_pixel(tonumber(request.sample) - Editor:leftmost_sample()) }
  end

  local function roll()
    Session:request_roll(ARDOUR.TransportRequestSource.TRS_UI)
    return {}
  end

  local function stop()
    Session:request_stop(false, false, ARDOUR.TransportRequestSource.TRS_UI)
    return {}
  end

  local function position()
    return {
      sample = Session:transport_sample(),
      rolling = Session:transport_stopped() and "0" or "1",
    }
  end

  -- How loud a track is, in dBFS.
  local function level(request)
    local meter = Session:route_by_name(request.track):peak_meter()
    return { db = meter:meter_level(0, ARDOUR.MeterType.MeterPeak) }
  end

  local function regions(request)
    local playlist = Session:route_by_name(request.track):to_track():playlist()
    return { count = playlist:region_list():size() }
  end

  mailbox:announce("stage")
  local verbs = {
    loop = set_loop, select_loop = select_loop, locate = locate, save = save, undo = undo,
    insert = insert, snap_to_bars = snap_to_bars, hide_master = hide_master,
    show_mixer_strip = show_mixer_strip,
    pointer = pointer, pixel = pixel, roll = roll, stop = stop, level = level,
    regions = regions, position = position,
  }
  return { tick = function() mailbox:serve(verbs) end }
end
