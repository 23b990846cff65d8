#include "Voice.h"

#include <algorithm>

namespace tonekiln
{

void Voice::start(const LoadedClip& source, std::int64_t frame, int fadeSamples) noexcept
{
    clip = &source;
    nextFrame = frame;
    gain = 0.0f;
    step = 1.0f / static_cast<float>(std::max(1, fadeSamples));
}

void Voice::release(int fadeSamples) noexcept
{
    if (active() && !releasing())
        step = -1.0f / static_cast<float>(std::max(1, fadeSamples));
}

void Voice::giveWay(int fadeSamples) noexcept
{
    if (active())
        step = -std::max(gain, 1.0e-6f) / static_cast<float>(std::max(1, fadeSamples));
}

void Voice::render(float* left, float* right, int samples) noexcept
{
    if (!active())
        return;
    const auto* l = clip->audio.getReadPointer(0);
    const auto* r = clip->audio.getReadPointer(clip->audio.getNumChannels() - 1);
    const auto last = clip->shape.frames - 1;
    // A loop's pass may be one sample longer than the clip, which is rounded to whole frames:
    // its last frame is held. What does not loop is silent past its end.
    const auto end = clip->shape.loops() ? last + 2 : last + 1;
    for (int i = 0; i < samples; ++i, ++nextFrame)
    {
        gain = std::clamp(gain + step, 0.0f, 1.0f);
        if (nextFrame < 0 || nextFrame >= end)
            continue;
        const auto frame = static_cast<std::size_t>(std::min(nextFrame, last));
        left[i] += gain * l[frame];
        right[i] += gain * r[frame];
    }
    if (releasing() && gain <= 0.0f)
        clip = nullptr;
}

} // namespace tonekiln
