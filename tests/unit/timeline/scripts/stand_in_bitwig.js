// Bitwig's documented controller API, as far as the script uses it, over a real socket.
// Run as: node stand_in_bitwig.js SCRIPT TRACKS [adds-length], where TRACKS is JSON:
// [{name, type, used}]. The reference does not say whether `send` adds the length of a message,
// and scripts in use add it themselves: with `adds-length` this one does so nevertheless.
// Prints its port, then one JSON line for every file inserted.

const fs = require("fs");
const net = require("net");
const vm = require("vm");

const [script, tracksJson, addsLength] = process.argv.slice(2);
const given = JSON.parse(tracksJson);

// A value may be read only after the script said at its start that it is interested.
let starting = true;
function value(get) {
  let watched = false;
  return {
    markInterested() {
      if (!starting) throw new Error("markInterested after init");
      watched = true;
    },
    get() {
      if (!watched) throw new Error("read without interest");
      return get();
    },
  };
}

function slotBank(name, count, used) {
  const slots = Array.from({ length: count }, (_, index) => {
    let filled = index < used;
    const hasContent = value(() => filled);
    return {
      hasContent: () => hasContent,
      replaceInsertionPoint: () => ({
        insertFile(path) {
          filled = true;
          console.log(JSON.stringify({ track: name, slot: index + 1, path }));
        },
      }),
    };
  });
  return { getItemAt: (index) => slots[index] };
}

function track(facts, slots) {
  const there = facts !== undefined;
  const { name = "", type = "", used = 0 } = facts || {};
  const bank = slotBank(name, slots, used);
  const values = { exists: value(() => there), name: value(() => name), trackType: value(() => type) };
  return {
    exists: () => values.exists,
    name: () => values.name,
    trackType: () => values.trackType,
    clipLauncherSlotBank: () => bank,
  };
}

// Messages arrive with four bytes of length before them; bytes are signed, as in Java.
function remoteConnection(socket) {
  let heard = Buffer.alloc(0);
  let receive = () => {};
  socket.on("error", () => {});
  socket.on("data", (data) => {
    heard = Buffer.concat([heard, data]);
    while (heard.length >= 4 && heard.length >= 4 + heard.readUInt32BE(0)) {
      const end = 4 + heard.readUInt32BE(0);
      receive(Array.from(new Int8Array(heard.subarray(4, end))));
      heard = heard.subarray(end);
    }
  });
  return {
    setReceiveCallback: (callback) => { receive = callback; },
    send(data) {
      if (data.some((byte) => byte < -128 || byte > 127)) throw new Error("not a byte");
      const length = Buffer.alloc(addsLength ? 4 : 0);
      if (addsLength) length.writeUInt32BE(data.length);
      socket.write(Buffer.concat([length, Buffer.from(data)]));
    },
  };
}

const host = {
  defineController() {},
  getHostVersion: () => "5.2",
  showPopupNotification() {},
  createMainTrackBank: (count, _sends, slots) => {
    const bank = Array.from({ length: count }, (_, index) => track(given[index], slots));
    return { getItemAt: (index) => bank[index] };
  },
  createCursorTrack: (_id, _name, _sends, slots) => track(given[0], slots),
  createRemoteConnection: (_name, port) => {
    let connected = () => {};
    const server = net.createServer((socket) => connected(remoteConnection(socket)));
    server.listen(0, "127.0.0.1", () => console.log(server.address().port));
    return {
      getPort: () => port,
      setClientConnectCallback: (callback) => { connected = callback; },
    };
  },
};

const context = vm.createContext({ host, loadAPI() {} });
vm.runInContext(fs.readFileSync(script, "utf8"), context);
vm.runInContext("init()", context);
starting = false;
