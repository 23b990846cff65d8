#include "ReaperMap.h"

namespace tonekiln::reaper
{

namespace
{
constexpr double nudge = 1.0e-9; ///< seconds: a bar line's time may be rounded to just before it
constexpr int playing = 1;
} // namespace

std::variant<double, NotPlaced> Map::timeOf(Spot spot) const
{
    using protocol::PlaceAt;
    switch (spot.at)
    {
    case PlaceAt::now:
        return now();
    case PlaceAt::nextBar:
        return nextBar();
    case PlaceAt::playhead:
        return call.GetCursorPositionEx(project);
    case PlaceAt::loopStart:
        return startOf(true);
    case PlaceAt::selection:
        return startOf(false);
    case PlaceAt::bar:
        return timeOfBar(spot.bar);
    }
    return NotPlaced{};
}

int Map::barAt(double time) const
{
    int measure = 0, beats = 0, denominator = 0;
    double all = 0.0;
    call.TimeMap2_timeToBeats(project, time + nudge, &measure, &beats, &all, &denominator);
    return measure + 1;
}

double Map::timeOfBar(int bar) const
{
    double start = 0.0, end = 0.0, tempo = 0.0;
    int numerator = 0, denominator = 0;
    return call.TimeMap_GetMeasureInfo(project, bar - 1, &start, &end, &numerator, &denominator,
                                       &tempo);
}

double Map::now() const
{
    const bool rolls = (call.GetPlayStateEx(project) & playing) != 0;
    return rolls ? call.GetPlayPositionEx(project) : call.GetCursorPositionEx(project);
}

double Map::nextBar() const
{
    const auto time = now();
    auto bar = barAt(time);
    while (timeOfBar(bar) < time - nudge)
        ++bar;
    return timeOfBar(bar);
}

std::variant<double, NotPlaced> Map::startOf(bool loop) const
{
    double start = 0.0, end = 0.0;
    call.GetSet_LoopTimeRange2(project, false, loop, &start, &end, false);
    if (end <= start)
        return NotPlaced{juce::String{"The project has no "} + (loop ? "loop" : "time selection") +
                             ".",
                         "Set one, or choose a bar."};
    return start;
}

} // namespace tonekiln::reaper
