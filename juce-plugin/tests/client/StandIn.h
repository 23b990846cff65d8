// A daemon's socket without the daemon: a ROUTER under CURVE that answers pings and whatever a
// test tells it to, on its own thread.
#pragma once

#include "protocol/Message.h"

#include <juce_core/juce_core.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <thread>

namespace tonekiln::test
{

/** A home folder that is gone at the end. */
class TemporaryHome
{
public:
    TemporaryHome();
    ~TemporaryHome() { folder.deleteRecursively(); }

    juce::File folder;
};

class StandIn
{
public:
    /** Answers a request with any number of messages, whose parent is filled in. */
    using Answer = std::function<std::vector<Message>(const Message& request)>;

    /** @param answer called on the stand-in's thread.
        @param elsewhere its address is none of loopback's, as of another machine */
    StandIn(juce::File home, std::string daemon, Answer answer, bool elsewhere = false);
    ~StandIn();

    /** While hung it reads nothing and says nothing. */
    std::atomic<bool> hung{false};
    std::atomic<int> pings{0};

    int count(const std::string& kind) const;
    std::vector<Message> heard(const std::string& kind) const;
    Message heardPing() const;

private:
    void serve();
    void answer(const std::string& client, const Message& request);

    juce::File home;
    std::string daemon;
    Answer answers;
    void* context;
    void* socket;
    std::atomic<bool> stop{false};
    mutable std::mutex mutex;
    std::vector<Message> requests;
    Message lastPing;
    std::int64_t seq = 0;
    std::thread thread;
};

/** Waits until `condition` holds; false when it does not within the time. */
bool eventually(const std::function<bool()>& condition, int milliseconds = 8000);

Message event(std::string_view kind, Json body);

} // namespace tonekiln::test
