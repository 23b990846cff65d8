// One encrypted connection to the daemon, and the bell that wakes whoever waits on it.
// Thread: client thread, except Bell::ring, which any thread but the audio thread may call.
#pragma once

#include "Home.h"
#include "protocol/Message.h"

#include <juce_core/juce_core.h>

#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace tonekiln
{

/** The ZeroMQ context, one for all instances in a host's process; made when first needed. */
class SocketContext
{
public:
    SocketContext();
    ~SocketContext();

    void* get() const { return context; }

private:
    void* context;

    JUCE_DECLARE_NON_COPYABLE(SocketContext)
};

/** Wakes a thread that waits in Channel::wait. */
class Bell
{
public:
    Bell();
    ~Bell();

    void ring();
    void silence();

private:
    friend class Channel;

    juce::SharedResourcePointer<SocketContext> context;
    std::mutex ringing;
    void* hand = nullptr;
    void* ear = nullptr;

    JUCE_DECLARE_NON_COPYABLE(Bell)
};

/** One message that has arrived at a ZeroMQ socket, or nothing; does not wait. */
std::optional<Frames> receiveFrames(void* socket);

/** A DEALER socket under CURVE. ZeroMQ itself reconnects it to the same address. */
class Channel
{
public:
    /** @param routingId names this client to the daemon; unique among all live clients. */
    Channel(const Connection&, const std::string& routingId);
    ~Channel();

    /** Sends without waiting; false when there is nobody to send to, or no room. */
    bool send(const Frames&);

    /** The next message that has arrived, or nothing. */
    std::optional<Frames> receive();

    /** Waits until a message arrives, the bell rings, or the time is up. */
    void wait(Bell&, int milliseconds);

private:
    juce::SharedResourcePointer<SocketContext> context;
    void* socket = nullptr;

    JUCE_DECLARE_NON_COPYABLE(Channel)
};

} // namespace tonekiln
