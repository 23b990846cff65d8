// Where a spot lies in a REAPER project, by the project's own tempo map.
// Thread: REAPER's main thread.
#pragma once

#include "ReaperApi.h"
#include "Spot.h"

#include <variant>

namespace tonekiln::reaper
{

class Map
{
public:
    Map(const Functions& functions, Project* of)
        : call(functions)
        , project(of)
    {
    }

    /** Seconds from the project's start, or why there is no such place. */
    std::variant<double, NotPlaced> timeOf(Spot) const;

    /** The bar that contains a time, the first being 1. */
    int barAt(double time) const;

private:
    double timeOfBar(int bar) const;
    double now() const;
    double nextBar() const;
    std::variant<double, NotPlaced> startOf(bool loop) const;

    const Functions& call;
    Project* project;
};

} // namespace tonekiln::reaper
