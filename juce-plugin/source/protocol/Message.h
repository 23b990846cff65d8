// Messages to frames and back: [header JSON, payload bytes...].
// Thread: pure functions, any thread but the audio thread (they allocate).
#pragma once

#include "Protocol.gen.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tonekiln
{

using Json = nlohmann::json;
using Frames = std::vector<std::string>;

/** A decoded message: the envelope's facts, the body as it came, the payload frames. */
struct Message
{
    std::string kind;
    std::string id;
    std::string parent; ///< empty where the sender gave none
    std::optional<std::int64_t> seq;
    Json body = Json::object();
    Frames payload;
};

/** Why a message was not taken: an error code of the protocol and the field at fault. */
struct Refusal
{
    protocol::ErrorCode code = protocol::ErrorCode::invalidRequest;
    std::string field;
    std::string parent; ///< id of the refused message, or empty where none could be read
};

/** Parses what someone else wrote: an object nested no deeper than any of ours, or nothing. */
std::optional<Json> parseBounded(const std::string& text);

/** Frames of a message in this side's protocol version. */
Frames encode(const Message&);

/** Reads what the other side sent, whatever it is.
    @param mostHeaderBytes requests and replies have different bounds. */
std::variant<Message, Refusal>
decode(const Frames& frames, std::int64_t mostHeaderBytes = protocol::limits::maxReplyHeaderBytes);

} // namespace tonekiln
