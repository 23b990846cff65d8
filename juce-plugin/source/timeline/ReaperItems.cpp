#include "ReaperItems.h"

namespace tonekiln::reaper
{

namespace
{
constexpr int red = 232, green = 131, blue = 58; ///< ours, as in road.lua
constexpr int colourIsSet = 0x1000000;
/** Of an item's time bases: it stays on its beat and keeps its seconds when the tempo changes. */
constexpr double positionInBeats = 2.0;

template <typename Thing>
juce::String read(bool (*get)(Thing*, const char*, char*, bool), Thing* of, const char* what)
{
    std::vector<char> text(bigText);
    get(of, what, text.data(), false);
    return juce::String::fromUTF8(text.data());
}

template <typename Thing>
void write(bool (*set)(Thing*, const char*, char*, bool), Thing* of, const char* what,
           const juce::String& text)
{
    auto copy = text.toStdString(); // REAPER takes the text to be writable
    set(of, what, copy.data(), true);
}
} // namespace

Item* Items::withId(const juce::String& id) const
{
    for (int index = 0; index < call.CountMediaItems(project); ++index)
        if (auto* item = call.GetMediaItem(project, index); idOf(item) == id)
            return item;
    return nullptr;
}

Track* Items::trackNamed(const juce::String& name) const
{
    for (int index = 0; index < call.CountTracks(project); ++index)
        if (auto* track = call.GetTrack(project, index); nameOf(track) == name)
            return track;
    return nullptr;
}

bool Items::isTrack(const Track* wanted) const
{
    for (int index = 0; index < call.CountTracks(project); ++index)
        if (call.GetTrack(project, index) == wanted)
            return true;
    return false;
}

Track* Items::makeTrack(const juce::String& name) const
{
    const int count = call.CountTracks(project);
    call.InsertTrackAtIndex(count, true);
    auto* track = call.GetTrack(project, count);
    if (track != nullptr)
        write(call.GetSetMediaTrackInfo_String, track, "P_NAME", name);
    return track;
}

Item* Items::makeItem(Track* track, double time) const
{
    auto* item = track != nullptr ? call.AddMediaItemToTrack(track) : nullptr;
    if (item == nullptr)
        return nullptr;
    const auto set = [&](const char* what, double value)
    { call.SetMediaItemInfo_Value(item, what, value); };
    set("D_POSITION", time);
    set("D_FADEINLEN", 0.0);
    set("D_FADEOUTLEN", 0.0);
    set("I_CUSTOMCOLOR", call.ColorToNative(red, green, blue) | colourIsSet);
    return item;
}

void Items::addTake(Item* item, Source* source, const Order& order) const
{
    auto* take = call.AddTakeToMediaItem(item);
    call.SetMediaItemTake_Source(take, source);
    write(call.GetSetMediaItemTakeInfo_String, take, "P_NAME", order.name);
    call.SetActiveTake(take);
    call.SetMediaItemInfo_Value(item, "D_LENGTH", order.seconds);
    call.SetMediaItemInfo_Value(item, "B_LOOPSRC", order.loops ? 1.0 : 0.0);
    if (!order.followsTempo)
        call.SetMediaItemInfo_Value(item, "C_BEATATTACHMODE", positionInBeats);
    call.UpdateItemInProject(item);
}

juce::String Items::idOf(Item* item) const
{
    return read(call.GetSetMediaItemInfo_String, item, "GUID");
}

juce::String Items::nameOf(Track* track) const
{
    return read(call.GetSetMediaTrackInfo_String, track, "P_NAME");
}

} // namespace tonekiln::reaper
