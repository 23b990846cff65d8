-- Opening of every script that a test gives to `ardour7-lua`.

AudioEngine:set_backend("None (Dummy)", "Silence", "Silence")

local session

local function run(path)
  local file = assert(io.open(path, "rb"))
  local source = file:read("a")
  file:close()
  return assert(load(source, "@" .. path))()
end

local function new(folder, name, rate)
  session = assert(create_session(folder, name, rate))
end

local function at(quarters)
  return Temporal.timepos_t.from_ticks(math.floor(quarters * 1920 + 0.5))
end

-- tempos: {{quarters, bpm}, ...}; meters: {{quarters, numerator, denominator}, ...}
local function set_map(tempos, meters)
  local map = Temporal.TempoMap.fetch_writable()
  for _, meter in ipairs(meters) do map:set_meter(Temporal.Meter(meter[2], meter[3]), at(meter[1])) end
  for _, tempo in ipairs(tempos) do
    map:set_tempo(Temporal.Tempo(tempo[2], tempo[2], 4), at(tempo[1]))
  end
  Temporal.TempoMap.update(map)
end

local function finish()
  io.stdout:flush()
  os.exit(0) -- the engine's own end aborts in Debian's 7.3
end
