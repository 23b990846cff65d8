// What other threads want of the client thread.
//
// Who may enter:
//   client thread  rest, take, makeBell, dropBell.
//   any thread but the audio thread  post, order..., wake; none of them waits.
#pragma once

#include "Channel.h"

#include <chrono>
#include <condition_variable>
#include <deque>

namespace tonekiln
{

class Orders
{
public:
    struct Taken
    {
        std::deque<Message> messages;
        bool start = false; ///< a daemon is asked for
        bool retry = false; ///< at once, whatever was waited for
    };

    void post(Message);
    void orderStart();
    void orderRetry();
    void wake();

    /** Waits for orders, or for the channel where there is one; not longer than this.
        @param leaving whether the thread is to end */
    void rest(Channel*, std::chrono::milliseconds, const std::function<bool()>& leaving);
    Taken take();

    /** With a channel, orders ring. */
    void makeBell();
    void dropBell();

private:
    std::mutex mutex;
    std::condition_variable arrived;
    Taken waiting;
    std::unique_ptr<Bell> bell;
};

} // namespace tonekiln
