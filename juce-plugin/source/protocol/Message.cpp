#include "Message.h"

#include <algorithm>

namespace tonekiln
{

namespace
{
namespace limits = protocol::limits;
using protocol::ErrorCode;

constexpr int deepestNesting = 64; // the protocol's own bodies nest six deep

Refusal refuse(std::string field, std::string parent = {},
               ErrorCode code = ErrorCode::invalidRequest)
{
    return {code, std::move(field), std::move(parent)};
}

bool nestsTooDeep(const std::string& text)
{
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i)
    {
        const char c = text[i];
        if (quoted && c == '\\')
            ++i;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '[' || c == '{') && ++depth > deepestNesting)
            return true;
        else if (!quoted && (c == ']' || c == '}'))
            --depth;
    }
    return false;
}

bool isIdentifier(const std::string& text)
{
    const auto allowed = [](char c)
    {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               c == '-' || c == '_';
    };
    return !text.empty() && text.size() <= std::size_t{limits::maxIdCharacters} &&
           std::all_of(text.begin(), text.end(), allowed);
}

/** The major number of "1.0", or nothing where the text is no version. */
std::optional<int> majorOf(const std::string& version)
{
    const auto isNumber = [](std::string_view part)
    {
        return !part.empty() && part.size() <= 3 &&
               std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
    };
    const auto dot = version.find('.');
    if (dot == std::string::npos || !isNumber(std::string_view{version}.substr(0, dot)) ||
        !isNumber(std::string_view{version}.substr(dot + 1)))
        return std::nullopt;
    return std::stoi(version.substr(0, dot));
}

std::optional<std::string> textAt(const Json& object, const char* name)
{
    const auto found = object.find(name);
    if (found == object.end() || !found->is_string())
        return std::nullopt;
    return found->get<std::string>();
}

std::optional<Refusal> readEnvelope(const Json& header, Message& message)
{
    const auto version = textAt(header, "v");
    const auto major = version ? majorOf(*version) : std::nullopt;
    if (!major)
        return refuse("v");
    const auto id = textAt(header, "id");
    if (!id || !isIdentifier(*id))
        return refuse("id");
    const auto kind = textAt(header, "kind");
    if (!kind || kind->size() > std::size_t{limits::maxIdCharacters})
        return refuse("kind");
    if (*major != protocol::majorVersion)
        return refuse("v", *id, ErrorCode::versionMismatch);
    message.id = *id;
    message.kind = *kind;
    message.parent = textAt(header, "parent").value_or("");
    if (const auto seq = header.find("seq"); seq != header.end() && seq->is_number_integer())
        message.seq = seq->get<std::int64_t>();
    return std::nullopt;
}

std::optional<Refusal> checkSizes(const Frames& frames, std::int64_t mostHeaderBytes)
{
    if (frames.empty() || frames.size() > 1 + std::size_t{limits::maxPayloadFrames})
        return refuse("frames");
    if (frames.front().size() > static_cast<std::size_t>(mostHeaderBytes))
        return refuse("header");
    const auto tooLong = [](const std::string& chunk)
    { return chunk.size() > std::size_t{limits::maxChunkBytes}; };
    if (std::any_of(frames.begin() + 1, frames.end(), tooLong))
        return refuse("payload");
    return std::nullopt;
}
} // namespace

std::optional<Json> parseBounded(const std::string& text)
{
    if (nestsTooDeep(text))
        return std::nullopt;
    auto json = Json::parse(text, nullptr, false);
    return json.is_object() ? std::optional{std::move(json)} : std::nullopt;
}

Frames encode(const Message& message)
{
    Json header = {{"v", protocol::version},
                   {"id", message.id},
                   {"kind", message.kind},
                   {"body", message.body}};
    if (!message.parent.empty())
        header["parent"] = message.parent;
    if (message.seq)
        header["seq"] = *message.seq;
    // A person may type anything: what is not UTF-8 is replaced, not thrown over.
    Frames frames{header.dump(-1, ' ', false, Json::error_handler_t::replace)};
    frames.insert(frames.end(), message.payload.begin(), message.payload.end());
    return frames;
}

std::variant<Message, Refusal> decode(const Frames& frames, std::int64_t mostHeaderBytes)
{
    if (const auto refusal = checkSizes(frames, mostHeaderBytes))
        return *refusal;
    const auto& text = frames.front();
    const auto header = parseBounded(text);
    if (!header)
        return refuse("header");

    Message message;
    if (const auto refusal = readEnvelope(*header, message))
        return *refusal;
    const auto& kinds = protocol::kinds::all;
    if (std::find(kinds.begin(), kinds.end(), message.kind) == kinds.end())
        return refuse("kind", message.id);
    if (const auto body = header->find("body"); body != header->end())
    {
        if (!body->is_object())
            return refuse("body", message.id);
        message.body = *body;
    }
    message.payload.assign(frames.begin() + 1, frames.end());
    return message;
}

} // namespace tonekiln
