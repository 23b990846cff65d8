#include "ClipHandoff.h"

namespace tonekiln
{

ClipHandoff::~ClipHandoff()
{
    delete offered.exchange(nullptr);
    collect();
}

void ClipHandoff::publish(std::unique_ptr<const LoadedClip> clip)
{
    delete offered.exchange(clip.release(), std::memory_order_acq_rel);
}

void ClipHandoff::collect()
{
    while (const auto* clip = retired[nextToCollect].exchange(nullptr, std::memory_order_acquire))
    {
        delete clip;
        nextToCollect = (nextToCollect + 1) % room;
    }
}

const LoadedClip* ClipHandoff::take() noexcept
{
    if (offered.load(std::memory_order_relaxed) == nullptr)
        return nullptr;
    return offered.exchange(nullptr, std::memory_order_acq_rel);
}

bool ClipHandoff::retire(const LoadedClip* clip) noexcept
{
    auto& slot = retired[nextToRetire];
    if (slot.load(std::memory_order_acquire) != nullptr)
        return false;
    slot.store(clip, std::memory_order_release);
    nextToRetire = (nextToRetire + 1) % room;
    return true;
}

} // namespace tonekiln
