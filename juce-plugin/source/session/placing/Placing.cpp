#include "Placing.h"

#include "PlacingWords.h"
#include "session/model/Fields.h"

namespace tonekiln
{

namespace
{
namespace kinds = protocol::kinds;
namespace names = protocol::fields;

constexpr std::uint32_t lookEveryMs = 5000;

RoadRow roadFrom(const Json& json)
{
    namespace n = names::RoadRow;
    return {fields::text(json, n::name), fields::text(json, n::title), fields::flag(json, n::open),
            fields::text(json, n::says)};
}

Placed placedFrom(const Json& json)
{
    namespace n = names::ClipPlaced;
    return {fields::text(json, n::road),    fields::text(json, n::title),
            fields::text(json, n::track),   fields::text(json, n::item),
            fields::maybeInt(json, n::bar), fields::maybeInt(json, n::slot)};
}

Json bodyFor(const Wanted& wanted, Spot spot, const juce::String& road)
{
    namespace n = names::PlaceClip;
    Json body = {{std::string{n::clipId}, wanted.version.toStdString()},
                 {std::string{n::at}, std::string{protocol::toString(spot.at)}},
                 {std::string{n::daw}, road.toStdString()}};
    if (spot.at == protocol::PlaceAt::bar)
        body[std::string{n::bar}] = spot.bar;
    if (wanted.track.isNotEmpty())
        body[std::string{n::track}] = wanted.track.toStdString();
    if (wanted.inPlaceOf)
        body[std::string{n::replacing}] = wanted.inPlaceOf->item.toStdString();
    return body;
}
} // namespace

Placing::Placing(Model& known, Client& daemon, HostRoad daw)
    : model(known)
    , client(daemon)
    , host(std::move(daw))
{
}

PlacingState Placing::state(bool inReaper) const
{
    const auto* best = model.link.link == Link::ready ? bestOpen(roads, host) : nullptr;
    return {inReaper ? "REAPER" : best != nullptr ? best->title : juce::String{}, busy(), said};
}

void Placing::forgetOutcome()
{
    model.problem = {};
    clearOutcome();
}

// Asking.

void Placing::start(std::vector<Wanted> wanted, Spot at)
{
    if (busy() || wanted.empty())
        return;
    clearOutcome();
    done.clear();
    spot = at;
    asked = wanted.size();
    const auto again = wanted.front().inPlaceOf;
    waiting.assign(std::make_move_iterator(wanted.begin()), std::make_move_iterator(wanted.end()));
    road = {};
    if (model.link.link != Link::ready)
        return fail({model.link.link == Link::idle ? juce::String{"Tonekiln is not running."}
                                                   : model.link.sentence,
                     "Drag the clip onto your timeline by its grip, or start Tonekiln."});
    if (again)
        road = again->road;
    else if (const auto* best = bestOpen(roads, host))
        road = best->name;
    road.isEmpty() ? lookNow() : sendNext();
}

void Placing::sendNext()
{
    if (waiting.empty())
        return finish();
    underWay = client.request(kinds::placeClip, bodyFor(waiting.front(), spot, road));
}

void Placing::finish()
{
    underWay.reset();
    waiting.clear();
    said = placedWords(done);
}

void Placing::fail(const NotPlaced& why)
{
    underWay.reset();
    waiting.clear();
    model.problem = {"not_placed", why.sentence, why.wayOut, {}};
}

// Roads.

void Placing::look(bool editorOpen)
{
    const bool wanted = editorOpen && model.link.link == Link::ready && !busy();
    const bool due = juce::Time::getMillisecondCounter() - lookedAt >= lookEveryMs;
    if (wanted && due && bestOpen(roads, host) == nullptr && (host.any || host.road.isNotEmpty()))
        lookNow();
}

void Placing::lookNow()
{
    if (looking)
        return;
    looking = true;
    lookedAt = juce::Time::getMillisecondCounter();
    client.request(kinds::listRoads, Json::object());
}

void Placing::takeRoads(const Json& list)
{
    looking = false;
    roads.clear();
    for (const auto& row : fields::list(list, names::RoadList::roads))
        roads.push_back(roadFrom(row));
    if (!waiting.empty() && road.isEmpty())
        chooseRoad();
}

void Placing::chooseRoad()
{
    const auto* best = bestOpen(roads, host);
    if (best == nullptr)
        return fail(noRoad(roads, host));
    road = best->name;
    sendNext();
}

// Answers.

bool Placing::take(const Message& message, const Message& request)
{
    const bool isError = message.kind == kinds::error;
    if (request.kind == kinds::listRoads)
    {
        takeRoads(isError ? Json::object() : message.body);
        return true;
    }
    if (request.kind != kinds::placeClip)
        return false;
    if (underWay != request.id)
        return true;
    underWay.reset();
    if (isError)
    {
        fail(refusedWords(message.body, done.size(), asked));
        lookNow();
    }
    else
        takePlaced(message.body);
    return true;
}

void Placing::takePlaced(const Json& json)
{
    const auto placed = placedFrom(json);
    arrived(waiting.front(), placed);
    waiting.pop_front();
    done.push_back(placed);
    // The next bar of the first is not that of the second, if the transport rolls.
    if (spot.at == protocol::PlaceAt::nextBar && placed.bar)
        spot = {protocol::PlaceAt::bar, *placed.bar};
    sendNext();
}

void Placing::arrived(const Wanted& wanted, const Placed& placed)
{
    if (wanted.inPlaceOf)
        std::erase_if(model.placements,
                      [&](const auto& old) { return old.second.item == wanted.inPlaceOf->item; });
    model.placements[wanted.clipId] = placed;
    justPlaced.push_back(wanted.clipId);
}

bool Placing::undeliverable(const Message& request)
{
    if (request.kind == kinds::listRoads)
    {
        takeRoads(Json::object());
        return true;
    }
    if (request.kind != kinds::placeClip)
        return false;
    if (underWay == request.id)
        fail(lostWords());
    return true;
}

// Inside REAPER.

reaper::Order Placing::reaperOrder(const Wanted& wanted) const
{
    reaper::Order order;
    const auto* entry = model.clip(wanted.clipId);
    const auto refit = model.refits.find(wanted.clipId);
    if (refit != model.refits.end() && refit->second.row.id == wanted.version)
        entry = &refit->second;
    if (entry == nullptr)
        return order;
    order.path = entry->row.path;
    order.name = entry->row.name;
    order.seconds = static_cast<double>(entry->row.frames) / entry->row.sampleRate;
    order.loops = !entry->row.oneShot;
    order.followsTempo = order.loops && entry->row.bars.has_value();
    order.track = wanted.track;
    if (wanted.inPlaceOf)
        order.replacing = wanted.inPlaceOf->item;
    return order;
}

void Placing::endedInReaper(const std::vector<Wanted>& wanted,
                            const std::variant<std::vector<Placed>, NotPlaced>& result)
{
    if (const auto* none = std::get_if<NotPlaced>(&result))
        return fail(*none);
    done = std::get<std::vector<Placed>>(result);
    for (std::size_t i = 0; i < done.size() && i < wanted.size(); ++i)
        arrived(wanted[i], done[i]);
    finish();
}

} // namespace tonekiln
