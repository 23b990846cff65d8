-- Letters between Tonekiln and a DAW whose Lua has no sockets.
--
-- The mailbox is one folder that only its user may enter. A request is a file `request`, which
-- this side takes by renaming it, so that of two DAWs one gets it. The answer is a file `answer`,
-- written aside and then renamed, so that nobody reads half of it. Both are one line of
-- form-encoded fields (`verb=place&bar=5`).

local Mailbox = {}
Mailbox.__index = Mailbox

local function unescape(text)
  return (text:gsub("+", " "):gsub("%%(%x%x)", function(hex)
    return string.char(tonumber(hex, 16))
  end))
end

local function escape(value)
  return (tostring(value):gsub("[^%w%-._~]", function(character)
    return string.format("%%%02X", character:byte())
  end))
end

function Mailbox.decode(text)
  local fields = {}
  for name, value in text:gmatch("([^&=\r\n]+)=([^&\r\n]*)") do
    fields[unescape(name)] = unescape(value)
  end
  return fields
end

function Mailbox.encode(fields)
  local pairs_ = {}
  for name, value in pairs(fields) do
    pairs_[#pairs_ + 1] = escape(name) .. "=" .. escape(value)
  end
  return table.concat(pairs_, "&")
end

function Mailbox.open(folder)
  return setmetatable({ folder = folder }, Mailbox)
end

function Mailbox:_write(name, text)
  local part, path = self.folder .. "/" .. name .. ".part", self.folder .. "/" .. name
  local file = io.open(part, "wb")
  if not file then return false end
  file:write(text)
  file:close()
  os.remove(path) -- Windows does not rename onto a file
  return os.rename(part, path) ~= nil
end

-- Tell whoever asks that a DAW listens here, and which.
function Mailbox:announce(daw)
  return self:_write("here", Mailbox.encode { daw = daw })
end

function Mailbox:leave()
  os.remove(self.folder .. "/here")
end

-- The waiting request's fields, or nil.
function Mailbox:take()
  local taken = self.folder .. "/taken"
  os.remove(taken)
  if not os.rename(self.folder .. "/request", taken) then return nil end
  local file = io.open(taken, "rb")
  if not file then return nil end
  local text = file:read(65536)
  file:close()
  return Mailbox.decode(text or "")
end

function Mailbox:answer(request, fields)
  fields.id = request.id or ""
  return self:_write("answer", Mailbox.encode(fields))
end

-- Take one request, if any, and answer it. `verbs` maps a verb to a function that gets the
-- request's fields and returns the answer's; what it raises as a table {error=, hint=} or as
-- text is answered as an error.
function Mailbox:serve(verbs)
  local request = self:take()
  if not request then return false end
  local verb = verbs[request.verb]
  if not verb then
    self:answer(request, { error = "this script does not know " .. tostring(request.verb),
      hint = "install it again: tonekiln daw install" })
    return true
  end
  local done, result = pcall(verb, request)
  if done then
    result.ok = "1"
  elseif type(result) ~= "table" then
    result = { error = tostring(result) }
  end
  self:answer(request, result)
  return true
end

return Mailbox
