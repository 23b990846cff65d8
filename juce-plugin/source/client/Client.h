// The plugin's side of the conversation with the daemon, on a thread of its own.
//
// Who may enter:
//   client thread  run() and everything private; the listener is called here.
//   any thread but the audio thread  the public functions; none of them blocks on the daemon.
#pragma once

#include "Conversation.h"
#include "Orders.h"
#include "editor/state/Link.h"
#include "starting/Starting.h"

#include <atomic>

namespace tonekiln
{

/** Told of everything that happens; called on the client thread. */
class ClientListener
{
public:
    virtual ~ClientListener() = default;
    virtual void linkChanged(const LinkStatus&) = 0;
    /** A reply or event. `request` is what a reply answers, null for events. */
    virtual void received(const Message& message, const Message* request) = 0;
    /** A request that cannot be brought to any daemon (the link says why), or may have been done
        by one that is gone. */
    virtual void undeliverable(const Message& request) = 0;
    /** Comes about every 50 ms, connected or not. */
    virtual void tick() = 0;
};

class Client final : private juce::Thread
{
public:
    Client(ClientListener& listener, juce::File home);
    ~Client() override;

    /** Starts the thread; it contacts nothing until it is asked to. */
    void begin();

    /** While wanted, the link to a running daemon is kept up; none is started for it. */
    void want(bool wanted);

    /** Brings a request to the daemon, starting one if none runs; sent again, with the same id,
        after a reconnect that came before its answer.
        @returns the message's id, which for jobs is the job's. */
    std::string request(std::string_view kind, Json body, Frames payload = {});

    /** The same with an id of old, so that the daemon tells again what became of it. */
    void repeat(const std::string& id, std::string_view kind, Json body);

    void startDaemon();
    void retryNow();

private:
    using Clock = std::chrono::steady_clock;

    void run() override;
    void takeOrders();
    void step();

    bool needed() const;
    void seek();
    void open(const Connection&);
    void close();
    void launchOnce();
    void converse();
    void noticeSilence(Clock::time_point now);
    void receiveAll();
    void take(const Message&);
    void answered(const Message& pong);
    void ping();
    void failOutstanding();
    void tell(Link, const juce::String& detail = {});

    ClientListener& listener;
    const juce::File home;
    const std::string routingId;

    // Crossing from the callers' threads.
    Orders orders;
    std::atomic<bool> wanted{false};

    // The client thread's own.
    Starting starting;
    Conversation conversation;
    std::optional<Connection> connection;
    std::unique_ptr<Channel> channel;
    LinkStatus told;
    bool daemonAskedFor = false;
    Clock::time_point openedAt, heardAt, pingedAt, lookedAt;
};

} // namespace tonekiln
