#include "Client.h"

#include "LinkWords.h"
#include "Program.h"

namespace tonekiln
{

namespace
{
using namespace std::chrono_literals;

constexpr auto restTime = 50ms;
constexpr auto heartbeat =
    std::chrono::milliseconds{static_cast<int>(protocol::limits::heartbeatSeconds * 1000)};
constexpr auto patience = 2400ms; ///< silence after which the daemon counts as gone
constexpr auto reopenAfter = 10s; ///< silence after which the socket itself is made anew
constexpr auto lookEvery = 300ms; ///< at the connection file, while there is no link
constexpr int stopMs = 4000;
} // namespace

Client::Client(ClientListener& told_, juce::File homeFolder)
    : Thread("Tonekiln client")
    , listener(told_)
    , home(homeFolder)
    , routingId("plugin-" + freshId())
    , starting(std::move(homeFolder))
{
}

Client::~Client()
{
    signalThreadShouldExit();
    orders.wake();
    stopThread(stopMs);
}

void Client::begin()
{
    if (!isThreadRunning())
        startThread();
}

void Client::want(bool isWanted)
{
    wanted = isWanted;
    begin();
    orders.wake();
}

std::string Client::request(std::string_view kind, Json body, Frames payload)
{
    auto message = messageOf(freshId(), kind, std::move(body), std::move(payload));
    auto id = message.id;
    orders.post(std::move(message));
    begin();
    return id;
}

void Client::repeat(const std::string& id, std::string_view kind, Json body)
{
    orders.post(messageOf(id, kind, std::move(body)));
    begin();
}

void Client::startDaemon()
{
    orders.orderStart();
    begin();
}

void Client::retryNow()
{
    orders.orderRetry();
    begin();
}

void Client::run()
{
    while (!threadShouldExit())
    {
        orders.rest(channel.get(), restTime, [this] { return threadShouldExit(); });
        takeOrders();
        step();
        listener.tick();
    }
    close();
    orders.dropBell();
}

void Client::takeOrders()
{
    auto taken = orders.take();
    daemonAskedFor = daemonAskedFor || taken.start;
    if (taken.retry || (daemonAskedFor && told.link == Link::failed))
    {
        close();
        starting.over();
        lookedAt = {};
    }
    for (auto& message : taken.messages)
    {
        const auto id = message.id;
        const bool left = told.link == Link::ready && channel != nullptr;
        if (left)
            channel->send(encode(message));
        conversation.add(std::move(message));
        if (left)
            conversation.sent(id);
    }
}

void Client::step()
{
    if (channel != nullptr)
        converse();
    else if (needed())
        seek();
    else
        tell(Link::idle);
}

/** What only looks waits for an answer that may come, but seeks no other daemon by itself. */
bool Client::needed() const
{
    return wanted || daemonAskedFor ||
           (channel != nullptr ? conversation.waiting() : conversation.wantsDaemon());
}

// Without a channel: look for a daemon, or start one.

void Client::seek()
{
    const auto now = Clock::now();
    if (now - lookedAt < lookEvery)
        return;
    lookedAt = now;
    const auto found = readConnection(home);
    if (found && found->processMayLive())
        open(*found);
    else if (conversation.wantsDaemon() || daemonAskedFor)
        launchOnce();
    else if (conversation.metAny() || readInstallRecord(home))
        tell(Link::noDaemon);
    else
        tell(Link::noDaemon, linkDetail::notInstalled);
}

void Client::open(const Connection& facts)
{
    orders.makeBell();
    connection = facts;
    channel = std::make_unique<Channel>(facts, routingId);
    openedAt = heardAt = Clock::now();
    pingedAt = {};
    if (!starting.underWay())
        tell(Link::connecting);
}

void Client::close()
{
    channel.reset();
    connection.reset();
}

void Client::launchOnce()
{
    switch (starting.step(told.link == Link::failed, daemonAskedFor))
    {
    case Starting::Outcome::waiting:
        return;
    case Starting::Outcome::begun:
        return tell(Link::starting);
    case Starting::Outcome::notInstalled:
        tell(Link::noDaemon, linkDetail::notInstalled);
        break;
    case Starting::Outcome::cannotStart:
        tell(Link::failed, linkDetail::cannotStart);
        break;
    case Starting::Outcome::gaveUp:
        tell(Link::failed, starting.lastWords());
        break;
    }
    failOutstanding();
}

// With a channel: ping, listen, and notice silence.

void Client::converse()
{
    receiveAll();
    if (channel == nullptr)
        return;
    const auto now = Clock::now();
    if (now - pingedAt >= (told.link == Link::ready ? heartbeat : lookEvery))
        ping();
    if (now - heardAt > patience)
        noticeSilence(now);
    if (!needed())
    {
        close();
        tell(Link::idle);
    }
}

void Client::noticeSilence(Clock::time_point now)
{
    const auto current = readConnection(home);
    const bool gone = !current || !current->processMayLive();
    if (conversation.metAny() || !starting.underWay())
        tell(Link::connecting, gone ? linkDetail::gone : linkDetail::silent);
    if (gone || !(*current == *connection) || now - heardAt > reopenAfter)
        close();
}

void Client::receiveAll()
{
    for (int i = 0; i < 256 && channel != nullptr; ++i)
    {
        const auto frames = channel->receive();
        if (!frames)
            return;
        heardAt = Clock::now();
        auto result = decode(*frames);
        if (const auto* message = std::get_if<Message>(&result))
            take(*message);
        else if (std::get<Refusal>(result).code == protocol::ErrorCode::versionMismatch)
            tell(Link::failed, linkDetail::otherVersion);
    }
}

void Client::take(const Message& message)
{
    if (message.kind == protocol::kinds::pong)
        return answered(message);
    if (message.kind == protocol::kinds::error &&
        message.body.value("code", "") == protocol::toString(protocol::ErrorCode::versionMismatch))
        tell(Link::failed, linkDetail::otherVersion);
    const auto request = conversation.answeredBy(message);
    listener.received(message, request ? &*request : nullptr);
}

void Client::answered(const Message& pong)
{
    if (told.link == Link::ready && conversation.knows(pong))
        return;
    auto greeting = conversation.meet(pong);
    starting.over();
    daemonAskedFor = false;
    const auto version = pong.body.find("version");
    tell(Link::ready, version != pong.body.end() && version->is_string()
                          ? juce::String::fromUTF8(version->get_ref<const std::string&>().c_str())
                          : juce::String{});
    for (const auto& message : greeting.toSend)
        channel->send(encode(message));
    for (const auto& request : greeting.lost)
        listener.undeliverable(request);
}

void Client::ping()
{
    pingedAt = Clock::now();
    channel->send(
        encode(messageOf(freshId(), protocol::kinds::ping, {{"program", thisProgram()}})));
}

void Client::failOutstanding()
{
    daemonAskedFor = false;
    for (const auto& message : conversation.abandon())
        listener.undeliverable(message);
}

void Client::tell(Link link, const juce::String& detail)
{
    auto status = describeLink(link, detail);
    status.canStart = link == Link::noDaemon && detail.isEmpty() && readInstallRecord(home);
    status.elsewhere = connection && connection->remote();
    if (status == told)
        return;
    told = status;
    listener.linkChanged(told);
}

} // namespace tonekiln
