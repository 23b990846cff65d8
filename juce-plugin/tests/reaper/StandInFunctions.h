// REAPER's functions as the road uses them, acting on the one stand-in there is.
// Thread: the test's own, which is REAPER's main thread.
#pragma once

#include "StandInReaper.h"

namespace tonekiln::test
{

/** What they act on: REAPER's functions know no `this`. Null while there is none. */
StandInReaper*& currentReaper();

/** By their names. */
std::map<std::string, void*> standInFunctions();

} // namespace tonekiln::test
