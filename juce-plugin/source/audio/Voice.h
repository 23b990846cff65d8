// One read head over a clip, faded in and out so that it never clicks.
// Thread: audio thread.
#pragma once

#include "LoadedClip.h"

namespace tonekiln
{

class Voice
{
public:
    void start(const LoadedClip&, std::int64_t frame, int fadeSamples) noexcept;
    void release(int fadeSamples) noexcept;
    /** Silent after `fadeSamples`, from whatever level: what starts as this ends then never adds
        to more than one voice's level. */
    void giveWay(int fadeSamples) noexcept;
    void moveTo(std::int64_t frame) noexcept { nextFrame = frame; }

    bool active() const noexcept { return clip != nullptr; }
    bool releasing() const noexcept { return step < 0.0f; }
    bool plays(const LoadedClip* other) const noexcept { return clip != nullptr && clip == other; }
    std::int64_t frame() const noexcept { return nextFrame; }
    float level() const noexcept { return gain; }

    /** Adds `samples` frames to both channels and moves on; ends itself after a release. */
    void render(float* left, float* right, int samples) noexcept;

private:
    const LoadedClip* clip = nullptr;
    std::int64_t nextFrame = 0;
    float gain = 0.0f;
    float step = 0.0f;
};

} // namespace tonekiln
