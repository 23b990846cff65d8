#include "Starting.h"

namespace tonekiln
{

namespace
{
using namespace std::chrono_literals;

constexpr auto startingTime = 30s;
constexpr auto launchAgainAfter = 5s;
constexpr auto othersGrace = 2s; ///< ours has ended, another's daemon may be on its way
} // namespace

Starting::Outcome Starting::step(bool failedBefore, bool urgent)
{
    const auto now = Clock::now();
    if (launched)
    {
        const bool late = now - launchedAt > startingTime;
        const bool ended = now - launchedAt > othersGrace && launcher.hasEnded();
        launched = !late && !ended;
        return launched ? Outcome::waiting : Outcome::gaveUp;
    }
    if (failedBefore && now - launchedAt < launchAgainAfter && !urgent)
        return Outcome::waiting;
    const auto record = readInstallRecord(home);
    if (!record)
        return Outcome::notInstalled;
    launchedAt = now;
    launched = launcher.start(*record);
    return launched ? Outcome::begun : Outcome::cannotStart;
}

} // namespace tonekiln
