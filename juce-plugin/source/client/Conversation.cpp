#include "Conversation.h"

#include <juce_core/juce_core.h>

#include <algorithm>

namespace tonekiln
{

namespace
{
/** A second one, to another daemon, would do what the first may have done. */
bool onceOnly(const Message& request)
{
    return request.kind == protocol::kinds::placeClip;
}

/** Windows look by themselves, now and then: no daemon that was ended comes back for it. */
bool looksOnly(const Message& request)
{
    namespace kinds = protocol::kinds;
    const auto& kind = request.kind;
    return kind == kinds::listEngines || kind == kinds::listPresets || kind == kinds::listRoads ||
           kind == kinds::listEngineJobs;
}

std::string textOf(const Json& body, const char* name)
{
    const auto found = body.find(name);
    return found != body.end() && found->is_string() ? found->get<std::string>() : "";
}

std::int64_t newestEventOf(const Message& pong)
{
    const auto newest = pong.body.find("last_event");
    return newest != pong.body.end() && newest->is_number_integer() ? newest->get<std::int64_t>()
                                                                    : std::int64_t{0};
}
} // namespace

std::string freshId()
{
    return juce::Uuid{}.toString().toStdString();
}

Message messageOf(std::string id, std::string_view kind, Json body, Frames payload)
{
    Message message;
    message.id = std::move(id);
    message.kind = kind;
    message.body = std::move(body);
    message.payload = std::move(payload);
    return message;
}

bool Conversation::wantsDaemon() const
{
    return std::any_of(outstanding.begin(), outstanding.end(),
                       [](const auto& entry) { return !looksOnly(entry.second.message); });
}

void Conversation::add(Message message)
{
    auto id = message.id;
    outstanding.insert_or_assign(std::move(id), Asked{std::move(message), {}});
}

void Conversation::sent(const std::string& id)
{
    if (const auto asked = outstanding.find(id); asked != outstanding.end())
        asked->second.of = daemon;
}

std::optional<Message> Conversation::answeredBy(const Message& message)
{
    if (message.seq)
        lastEvent = std::max(lastEvent, *message.seq);
    const auto asked = outstanding.find(message.parent);
    if (asked == outstanding.end())
        return std::nullopt;
    auto request = std::move(asked->second.message);
    outstanding.erase(asked);
    return request;
}

bool Conversation::knows(const Message& pong) const
{
    return metAny() && textOf(pong.body, "daemon") == daemon;
}

Conversation::Greeting Conversation::meet(const Message& pong)
{
    Greeting greeting;
    const auto newest = newestEventOf(pong);
    if (!metAny() || newest < lastEvent)
        lastEvent = newest;
    else
        greeting.toSend.push_back(
            messageOf(freshId(), protocol::kinds::resume, {{"after", lastEvent}}));
    met = true;
    daemon = textOf(pong.body, "daemon");
    std::erase_if(outstanding,
                  [&](auto& entry)
                  {
                      auto& asked = entry.second;
                      if (!onceOnly(asked.message) || asked.of.empty() || asked.of == daemon)
                          return false;
                      greeting.lost.push_back(std::move(asked.message));
                      return true;
                  });
    for (auto& [id, asked] : outstanding)
    {
        greeting.toSend.push_back(asked.message);
        asked.of = daemon;
    }
    return greeting;
}

std::vector<Message> Conversation::abandon()
{
    std::vector<Message> all;
    for (auto& [id, asked] : outstanding)
        all.push_back(std::move(asked.message));
    outstanding.clear();
    return all;
}

} // namespace tonekiln
