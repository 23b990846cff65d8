-- Ardour without a window: puts the plugin on a track, turns its Generate up, waits until the
-- clip was asked for and made, saves. Arguments: session folder, plugin's id, seconds to wait.
local folder, plugin_id, seconds = arg[1], arg[2], tonumber(arg[3])

AudioEngine:set_backend("None (Dummy)", "", "")
local session = create_session(folder, "song", 48000)
local tracks = session:new_audio_track(
	2, 2, nil, 1, "Drums", ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal, true)
local plugin = ARDOUR.LuaAPI.new_plugin(session, plugin_id, ARDOUR.PluginType.VST3, "")
assert(not plugin:isnil(), "Ardour does not know the plugin")
assert(tracks:front():add_processor_by_index(plugin, 0, nil, true) == 0)

local generate = 2
assert(plugin:to_plugininsert():plugin(0):parameter_label(generate) == "Generate")
assert(ARDOUR.LuaAPI.set_processor_param(plugin, generate, 1.0))
for _ = 1, seconds * 5 do
	ARDOUR.LuaAPI.usleep(200000)
end
session:request_roll(ARDOUR.TransportRequestSource.TRS_UI)
for _ = 1, 5 do
	ARDOUR.LuaAPI.usleep(200000)
end
print("rolled to", session:transport_sample())
session:save_state("")
plugin, tracks = nil, nil
close_session()
