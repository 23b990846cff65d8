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

  mailbox:announce("stage")
  local verbs = { loop = set_loop, select_loop = select_loop, locate = locate, save = save, undo = undo }
  return { tick = function() mailbox:serve(verbs) end }
end
