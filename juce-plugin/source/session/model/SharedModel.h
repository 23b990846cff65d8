// The model with the lock that guards it, as all of a session's parts share them.
// Thread: message, client, loader and the host's setup thread, each under lock(); never the audio
// thread. A thread that has the lock may take it again.
#pragma once

#include "Model.h"

#include <atomic>
#include <mutex>

namespace tonekiln
{

class SharedModel
{
public:
    using Lock = std::unique_lock<std::recursive_mutex>;

    Lock lock() const { return Lock{mutex}; }

    /** What is shown may be another: whoever changed it says so. */
    void changed() { ++changes; }
    std::uint64_t version() const { return changes.load(); }

    Model model;
    int editors = 0; ///< open ones

private:
    mutable std::recursive_mutex mutex;
    std::atomic<std::uint64_t> changes{1};
};

} // namespace tonekiln
