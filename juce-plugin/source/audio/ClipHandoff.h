// Clips to the audio thread and, when it is done with them, back: no lock, and the audio thread
// frees nothing.
//
// Who may enter:
//   one publishing thread at a time  publish, collect
//   audio thread                     take, retire
#pragma once

#include "LoadedClip.h"

#include <array>
#include <atomic>
#include <memory>

namespace tonekiln
{

class ClipHandoff
{
public:
    ClipHandoff() = default;
    ~ClipHandoff();

    /** Offers a clip; one that was offered before and never taken is freed here. */
    void publish(std::unique_ptr<const LoadedClip>);

    /** Frees what the audio thread has retired. */
    void collect();

    /** The newest offer, or null. The audio thread then holds it until retire(). */
    const LoadedClip* take() noexcept;

    /** Gives a clip back to be freed; false, and still held, while there is no room. */
    bool retire(const LoadedClip*) noexcept;

private:
    static constexpr std::size_t room = 16;

    std::atomic<const LoadedClip*> offered{nullptr};
    std::array<std::atomic<const LoadedClip*>, room> retired{};
    std::size_t nextToRetire = 0;  // audio thread
    std::size_t nextToCollect = 0; // publishing thread

    JUCE_DECLARE_NON_COPYABLE(ClipHandoff)
};

} // namespace tonekiln
