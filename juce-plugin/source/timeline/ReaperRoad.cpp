#include "ReaperRoad.h"

#include "ReaperItems.h"
#include "ReaperMap.h"
#include "ReaperStep.h"

namespace tonekiln::reaper
{

namespace
{
constexpr const char* trackByDefault = "Tonekiln";

NotPlaced refusal(juce::String sentence, juce::String wayOut)
{
    return {std::move(sentence), std::move(wayOut)};
}

/** One order, made sure of: where it goes and what will sound. Nothing has changed yet. */
struct Prepared
{
    const Order* order = nullptr;
    Item* item = nullptr;   ///< that gets another take
    Track* track = nullptr; ///< that gets an item
    juce::String newTrack;  ///< to be made for it
    Source* source = nullptr;
};

/** Prepared orders; sources that no take has got are given back. */
class Batch
{
public:
    Batch(const Functions& functions, Project* of, Track* pluginsOwn)
        : call(functions)
        , project(of)
        , items(functions, of)
        , ownTrack(pluginsOwn != nullptr && items.isTrack(pluginsOwn) ? pluginsOwn : nullptr)
    {
    }

    ~Batch()
    {
        for (auto& one : all)
            if (one.source != nullptr)
                call.PCM_Source_Destroy(one.source);
    }

    std::optional<NotPlaced> prepare(const Order& order)
    {
        Prepared one;
        one.order = &order;
        if (order.replacing.isNotEmpty())
        {
            one.item = items.withId(order.replacing);
            if (one.item == nullptr)
                return refusal("The clip to be replaced is not there any more.",
                               "Place this one anew.");
        }
        else
            chooseTrack(one);
        if (one.newTrack.isNotEmpty() && !isInFront())
            return refusal("Another project is in front.",
                           "Bring this one to the front, then place it.");
        one.source = call.PCM_Source_CreateFromFile(order.path.toRawUTF8());
        if (one.source == nullptr)
            return refusal("REAPER cannot read " + order.path + ".", "Make the clip again.");
        all.push_back(std::move(one));
        return std::nullopt;
    }

    std::variant<std::vector<Placed>, NotPlaced> insert(double time)
    {
        const Map map{call, project};
        std::vector<Placed> placed;
        for (auto& one : all)
        {
            auto* item = one.item;
            if (item == nullptr)
                item = items.makeItem(trackFor(one), time);
            if (item == nullptr)
                return refusal("REAPER makes no item on this track.", "Choose another track.");
            items.addTake(item, std::exchange(one.source, nullptr), *one.order);
            const auto at = call.GetMediaItemInfo_Value(item, "D_POSITION");
            placed.push_back({"reaper",
                              "REAPER",
                              items.nameOf(call.GetMediaItemTrack(item)),
                              items.idOf(item),
                              map.barAt(at),
                              {}});
        }
        return placed;
    }

private:
    void chooseTrack(Prepared& one) const
    {
        const bool onOwn = one.order->track.isEmpty() && ownTrack != nullptr;
        const auto name = one.order->track.isEmpty() ? trackByDefault : one.order->track;
        one.track = onOwn ? ownTrack : items.trackNamed(name);
        if (one.track == nullptr)
            one.newTrack = name;
    }

    /** Tracks can be made in the project in front only. */
    bool isInFront() const
    {
        return project == nullptr || call.EnumProjects(-1, nullptr, 0) == project;
    }

    Track* trackFor(const Prepared& one) const
    {
        if (one.track != nullptr)
            return one.track;
        auto* madeForAnother = items.trackNamed(one.newTrack);
        return madeForAnother != nullptr ? madeForAnother : items.makeTrack(one.newTrack);
    }

    const Functions& call;
    Project* project;
    Items items;
    Track* ownTrack;
    std::vector<Prepared> all;
};

juce::String undoName(const std::vector<Order>& orders)
{
    return "Tonekiln: place " +
           (orders.size() == 1 ? orders.front().name : juce::String(orders.size()) + " clips");
}
} // namespace

struct Road::Host
{
    explicit Host(IReaperHostApplication* asked)
        : application(asked)
        , missing(load(call, *asked))
    {
    }
    ~Host() { application->release(); }

    template <typename Thing>
    Thing* parent(Steinberg::uint32 which) const
    {
        return static_cast<Thing*>(application->getReaperParent(which));
    }

    IReaperHostApplication* application; ///< counted: queryInterface did it
    Functions call{};
    juce::StringArray missing;

    JUCE_DECLARE_NON_COPYABLE(Host)
};

Road::Road() = default;
Road::~Road() = default;

void Road::connect(Steinberg::FUnknown* hostContext)
{
    home = std::thread::id{};
    host.reset();
    void* found = nullptr;
    if (hostContext == nullptr ||
        hostContext->queryInterface(hostApplicationId, &found) != Steinberg::kResultOk ||
        found == nullptr)
        return;
    host = std::make_unique<Host>(static_cast<IReaperHostApplication*>(found));
    if (host->missing.isEmpty())
        home = std::this_thread::get_id();
    else
        juce::Logger::writeToLog("This REAPER lacks " + host->missing.joinIntoString(", "));
}

bool Road::open() const
{
    return home.load() == std::this_thread::get_id();
}

std::variant<std::vector<Placed>, NotPlaced> Road::place(const std::vector<Order>& orders,
                                                         Spot spot)
{
    if (!open())
        return refusal("REAPER takes no clips from this window.", "Drag it onto the timeline.");
    auto* project = host->parent<Project>(parent::project);
    const auto& call = host->call;
    Batch batch{call, project, host->parent<Track>(parent::track)};

    // All that may be refused comes before the undo step, so that a refusal changes nothing.
    double time = 0.0;
    if (orders.empty() || orders.front().replacing.isEmpty())
    {
        const auto found = Map{call, project}.timeOf(spot);
        if (const auto* none = std::get_if<NotPlaced>(&found))
            return *none;
        time = std::get<double>(found);
    }
    for (const auto& order : orders)
        if (auto none = batch.prepare(order))
            return *none;
    const Step step{call, project, undoName(orders)};
    return batch.insert(time);
}

} // namespace tonekiln::reaper
