// Tonekiln in Bitwig Studio: puts clips into launcher slots. Bitwig lets no script put audio into
// the arranger; drag the clip down from its slot, or open a DAWproject.
//
// A message is one line of form-encoded fields; without the token that `tonekiln daw install
// bitwig` wrote here it is not answered. Before a message come four bytes with its length,
// big-endian: Bitwig takes them off what arrives, and leaves them to the script in what it sends.

loadAPI(12);

host.defineController("Tonekiln", "Tonekiln", "1.0", "5c6f1a2e-0d0b-4f3a-9b39-7b1e7a1f0c44", "Tonekiln");

var TOKEN = "@TOKEN@";
var PORT = "@PORT@";
var TRACKS = 64;
var SLOTS = 32;
var TRACK_BY_DEFAULT = "Tonekiln";

var tracks, chosen;

function init() {
  tracks = host.createMainTrackBank(TRACKS, 0, SLOTS);
  chosen = host.createCursorTrack("tonekiln", "Tonekiln", 0, SLOTS, true);
  for (var index = 0; index < TRACKS; index++) watch(tracks.getItemAt(index));
  watch(chosen);
  var socket = host.createRemoteConnection("Tonekiln", PORT);
  if (socket.getPort() !== PORT) {
    host.showPopupNotification("Tonekiln: port " + PORT + " is in use");
  }
  socket.setClientConnectCallback(function (connection) {
    connection.setReceiveCallback(function (data) { hear(connection, text(data)); });
  });
}

function exit() {}

function watch(track) {
  track.exists().markInterested();
  track.name().markInterested();
  track.trackType().markInterested();
  for (var slot = 0; slot < SLOTS; slot++) {
    track.clipLauncherSlotBank().getItemAt(slot).hasContent().markInterested();
  }
}

// Letters

function text(data) {
  var characters = "";
  for (var index = 0; index < data.length; index++) {
    characters += String.fromCharCode(data[index] & 0xff);
  }
  return characters;
}

// Signed, as Java has them.
function framed(characters) {
  var length = characters.length;
  var data = [length >> 24, length >> 16, length >> 8, length].map(function (part) {
    return (part << 24) >> 24;
  });
  for (var index = 0; index < length; index++) data.push(characters.charCodeAt(index));
  return data;
}

function decode(line) {
  var fields = {};
  line.split("&").forEach(function (pair) {
    var at = pair.indexOf("=");
    if (at > 0) fields[unescaped(pair.slice(0, at))] = unescaped(pair.slice(at + 1));
  });
  return fields;
}

function unescaped(value) {
  return decodeURIComponent(value.replace(/\+/g, " "));
}

function encode(fields) {
  return Object.keys(fields).map(function (name) {
    return encodeURIComponent(name) + "=" + encodeURIComponent(fields[name]);
  }).join("&");
}

function hear(connection, line) {
  var request;
  try {
    request = decode(line);
  } catch (error) {
    return;
  }
  if (request.token !== TOKEN) return;
  var answer = answerTo(request);
  answer.id = request.id || "";
  connection.send(framed(encode(answer)));
}

function answerTo(request) {
  try {
    if (request.verb === "ping") return { ok: "1", daw: "Bitwig Studio", version: host.getHostVersion() };
    if (request.verb === "place") return place(request);
    return refused("this script does not know that", "install it again: tonekiln daw install bitwig");
  } catch (error) {
    return refused(String(error), "");
  }
}

function refused(message, hint) {
  return { error: message, hint: hint };
}

// Placing

function place(request) {
  if (request.replacing) {
    return refused("a slot cannot be told from another later", "place the clip in a new slot");
  }
  var track = trackFor(request.track);
  if (track === null) {
    return refused("there is no audio track " + (request.track || ""), "make one, or select one");
  }
  var slots = track.clipLauncherSlotBank();
  for (var index = 0; index < SLOTS; index++) {
    var slot = slots.getItemAt(index);
    if (!slot.hasContent().get()) {
      slot.replaceInsertionPoint().insertFile(request.path);
      return { ok: "1", track: track.name().get(), slot: String(index + 1) };
    }
  }
  return refused("every slot of " + track.name().get() + " is in use", "name another track");
}

// The track of that name; without a name ours, or else the one that is selected.
function trackFor(name) {
  for (var index = 0; index < TRACKS; index++) {
    var track = tracks.getItemAt(index);
    if (track.exists().get() && track.name().get() === (name || TRACK_BY_DEFAULT)) {
      return takesAudio(track) ? track : null;
    }
  }
  return !name && chosen.exists().get() && takesAudio(chosen) ? chosen : null;
}

function takesAudio(track) {
  var type = track.trackType().get();
  return type === "Audio" || type === "Hybrid";
}
