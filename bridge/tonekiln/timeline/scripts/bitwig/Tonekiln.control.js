// Tonekiln in Bitwig Studio: puts clips into launcher slots. Bitwig lets no script put audio into
// the arranger; drag the clip down from its slot, or open a DAWproject.
//
// A message is one line of form-encoded fields. The secret that `tonekiln daw install bitwig` wrote
// here is never sent: a client gives a nonce, is given one and a proof (HMAC-SHA-256), and proves
// its one request over both; anything else is not answered. Before a message come four bytes with its length,
// big-endian: Bitwig takes them off what arrives, and leaves them to the script in what it sends.

loadAPI(12);

host.defineController("Tonekiln", "Tonekiln", "1.0", "5c6f1a2e-0d0b-4f3a-9b39-7b1e7a1f0c44", "Tonekiln");

var SECRET = "@SECRET@";
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
    var nonces = null;
    connection.setReceiveCallback(function (data) {
      try {
        var letter = decode(text(data));
        if (letter.verb === "hello") {
          nonces = [letter.nonce || "", freshNonce()];
          say(connection, { nonce: nonces[1], proof: proof("tonekiln script", nonces, "") });
        } else {
          var agreed = nonces;
          nonces = null;
          if (agreed !== null) hear(connection, letter, agreed);
        }
      } catch (error) {
        nonces = null;
      }
    });
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

function say(connection, fields) {
  connection.send(framed(encode(fields)));
}

function hear(connection, letter, nonces) {
  var words = letter.letter || "";
  if (!same(letter.proof || "", proof("tonekiln request", nonces, words))) return;
  var request = decode(words);
  var answer = answerTo(request);
  answer.id = request.id || "";
  var said = encode(answer);
  say(connection, { letter: said, proof: proof("tonekiln answer", nonces, said) });
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

// Proofs

function proof(who, nonces, words) {
  return hmac(SECRET, [who, nonces[0], nonces[1], words].join("\n"));
}

// Random numbers here can be guessed; what comes out of the secret cannot.
var given = 0;
function freshNonce() {
  given += 1;
  return hmac(SECRET, ["tonekiln nonce", Date.now(), given, Math.random()].join("\n"));
}

// In the same time whatever differs.
function same(one, other) {
  var difference = one.length ^ other.length;
  for (var index = 0; index < other.length; index++) {
    difference |= one.charCodeAt(index % Math.max(1, one.length)) ^ other.charCodeAt(index);
  }
  return difference === 0;
}

// HMAC-SHA-256 (RFC 2104) of text whose characters are bytes, in hexadecimal.
function hmac(key, message) {
  var bytes = bytesOf(key);
  if (bytes.length > 64) bytes = sha256(bytes);
  while (bytes.length < 64) bytes.push(0);
  var inner = bytes.map(function (byte) { return byte ^ 0x36; }).concat(bytesOf(message));
  var outer = bytes.map(function (byte) { return byte ^ 0x5c; });
  return hex(sha256(outer.concat(sha256(inner))));
}

function bytesOf(characters) {
  var bytes = [];
  for (var index = 0; index < characters.length; index++) bytes.push(characters.charCodeAt(index) & 0xff);
  return bytes;
}

function hex(bytes) {
  return bytes.map(function (byte) { return (byte < 16 ? "0" : "") + byte.toString(16); }).join("");
}

// FIPS 180-4: the first 32 bits of the fractional parts of the cube and square roots of primes.
var PRIMES = [];
for (var candidate = 2; PRIMES.length < 64; candidate++) {
  if (PRIMES.every(function (prime) { return candidate % prime !== 0; })) PRIMES.push(candidate);
}

function fraction(root) {
  return Math.floor((root - Math.floor(root)) * 4294967296) | 0;
}

var ROUNDS = PRIMES.map(function (prime) { return fraction(Math.pow(prime, 1 / 3)); });
var FIRST = PRIMES.slice(0, 8).map(function (prime) { return fraction(Math.sqrt(prime)); });

function turned(word, by) {
  return (word >>> by) | (word << (32 - by));
}

// Bytes (0..255) to the 32 bytes of their digest.
function sha256(message) {
  var bytes = message.concat([0x80]);
  while (bytes.length % 64 !== 56) bytes.push(0);
  var bits = message.length * 8;
  bytes = bytes.concat([0, 0, 0, Math.floor(bits / 4294967296)]);
  [24, 16, 8, 0].forEach(function (by) { bytes.push((bits >>> by) & 0xff); });
  var state = FIRST.slice();
  for (var block = 0; block < bytes.length; block += 64) state = compressed(state, bytes, block);
  var digest = [];
  state.forEach(function (word) {
    [24, 16, 8, 0].forEach(function (by) { digest.push((word >>> by) & 0xff); });
  });
  return digest;
}

function compressed(state, bytes, block) {
  var words = [];
  for (var index = 0; index < 64; index++) {
    if (index < 16) {
      var at = block + index * 4;
      words.push((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]);
    } else {
      var early = words[index - 15], late = words[index - 2];
      var small = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3);
      var large = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10);
      words.push((words[index - 16] + small + words[index - 7] + large) | 0);
    }
  }
  var a = state[0], b = state[1], c = state[2], d = state[3];
  var e = state[4], f = state[5], g = state[6], h = state[7];
  for (var round = 0; round < 64; round++) {
    var chosenBits = (e & f) ^ (~e & g);
    var one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + chosenBits + ROUNDS[round] + words[round]) | 0;
    var majority = (a & b) ^ (a & c) ^ (b & c);
    var two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + majority) | 0;
    h = g; g = f; f = e; e = (d + one) | 0;
    d = c; c = b; b = a; a = (one + two) | 0;
  }
  return [a, b, c, d, e, f, g, h].map(function (word, index) { return (word + state[index]) | 0; });
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
