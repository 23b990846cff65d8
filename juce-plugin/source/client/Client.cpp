#include "Client.h"

#include "LinkWords.h"

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
constexpr auto startingTime = 30s;
constexpr auto launchAgainAfter = 5s;
constexpr auto othersGrace = 2s; ///< ours has ended, another's daemon may be on its way
constexpr int stopMs = 4000;

std::string freshId()
{
    return juce::Uuid{}.toString().toStdString();
}

Message messageOf(std::string id, std::string_view kind, Json body, Frames payload = {})
{
    Message message;
    message.id = std::move(id);
    message.kind = kind;
    message.body = std::move(body);
    message.payload = std::move(payload);
    return message;
}
} // namespace

Client::Client(ClientListener& told_, juce::File homeFolder)
    : Thread("Tonekiln client")
    , listener(told_)
    , home(homeFolder)
    , routingId("plugin-" + freshId())
    , launcher(std::move(homeFolder))
{
}

Client::~Client()
{
    signalThreadShouldExit();
    wake();
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
    wake();
}

std::string Client::request(std::string_view kind, Json body, Frames payload)
{
    auto message = messageOf(freshId(), kind, std::move(body), std::move(payload));
    auto id = message.id;
    post(std::move(message));
    return id;
}

void Client::repeat(const std::string& id, std::string_view kind, Json body)
{
    post(messageOf(id, kind, std::move(body)));
}

void Client::startDaemon()
{
    {
        const std::scoped_lock lock{ordersMutex};
        startOrdered = true;
    }
    begin();
    wake();
}

void Client::retryNow()
{
    {
        const std::scoped_lock lock{ordersMutex};
        retryOrdered = true;
    }
    begin();
    wake();
}

void Client::post(Message message)
{
    {
        const std::scoped_lock lock{ordersMutex};
        orders.push_back(std::move(message));
    }
    begin();
    wake();
}

void Client::wake()
{
    const std::scoped_lock lock{ordersMutex};
    ordersArrived.notify_one();
    if (bell != nullptr)
        bell->ring();
}

void Client::run()
{
    while (!threadShouldExit())
    {
        rest();
        takeOrders();
        step();
        listener.tick();
    }
    close();
    const std::scoped_lock lock{ordersMutex};
    bell.reset();
}

void Client::rest()
{
    if (channel != nullptr)
    {
        channel->wait(*bell, static_cast<int>(restTime.count()));
        return;
    }
    std::unique_lock lock{ordersMutex};
    ordersArrived.wait_for(
        lock, restTime, [this] { return !orders.empty() || startOrdered || threadShouldExit(); });
}

void Client::takeOrders()
{
    std::deque<Message> taken;
    bool retry = false;
    {
        const std::scoped_lock lock{ordersMutex};
        taken.swap(orders);
        daemonAskedFor = daemonAskedFor || startOrdered;
        retry = retryOrdered;
        startOrdered = retryOrdered = false;
    }
    if (retry || (daemonAskedFor && told.link == Link::failed))
    {
        close();
        launched = false;
        lookedAt = {};
    }
    for (auto& message : taken)
    {
        if (told.link == Link::ready && channel != nullptr)
            channel->send(encode(message));
        auto id = message.id;
        outstanding.insert_or_assign(std::move(id), std::move(message));
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
    else if (!outstanding.empty() || daemonAskedFor)
        launchOnce();
    else
        tell(Link::noDaemon);
}

void Client::open(const Connection& facts)
{
    {
        const std::scoped_lock lock{ordersMutex};
        if (bell == nullptr)
            bell = std::make_unique<Bell>();
    }
    connection = facts;
    channel = std::make_unique<Channel>(facts, routingId);
    openedAt = heardAt = Clock::now();
    pingedAt = {};
    if (!launched)
        tell(Link::connecting);
}

void Client::close()
{
    channel.reset();
    connection.reset();
}

void Client::launchOnce()
{
    const auto now = Clock::now();
    if (launched)
    {
        if (now - launchedAt > startingTime ||
            (now - launchedAt > othersGrace && launcher.hasEnded()))
            giveUpStarting();
        return;
    }
    if (told.link == Link::failed && now - launchedAt < launchAgainAfter && !daemonAskedFor)
        return;
    const auto record = readInstallRecord(home);
    if (!record)
    {
        tell(Link::noDaemon, linkDetail::notInstalled);
        failOutstanding();
        return;
    }
    launchedAt = now;
    launched = launcher.start(*record);
    tell(launched ? Link::starting : Link::failed, linkDetail::cannotStart);
    if (!launched)
        failOutstanding();
}

void Client::giveUpStarting()
{
    launched = false;
    tell(Link::failed, launcher.lastWords());
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
    {
        const auto current = readConnection(home);
        const bool gone = !current || !current->processMayLive();
        if (sawDaemon || !launched)
            tell(Link::connecting, gone ? linkDetail::gone : linkDetail::silent);
        if (gone || !(*current == *connection) || now - heardAt > reopenAfter)
            close();
    }
    if (!needed())
    {
        close();
        tell(Link::idle);
    }
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
    {
        answered(message);
        return;
    }
    if (message.seq)
        lastEvent = std::max(lastEvent, *message.seq);
    if (message.kind == protocol::kinds::error &&
        message.body.value("code", "") == protocol::toString(protocol::ErrorCode::versionMismatch))
        tell(Link::failed, linkDetail::otherVersion);
    const auto asked = outstanding.find(message.parent);
    const bool isReply = asked != outstanding.end();
    if (!isReply)
    {
        listener.received(message, nullptr);
        return;
    }
    const auto request = std::move(asked->second);
    outstanding.erase(asked);
    listener.received(message, &request);
}

void Client::answered(const Message& pong)
{
    const auto text = [&](const char* name)
    {
        const auto found = pong.body.find(name);
        return found != pong.body.end() && found->is_string() ? found->get<std::string>() : "";
    };
    const auto newest = pong.body.find("last_event");
    const auto newestEvent = newest != pong.body.end() && newest->is_number_integer()
                                 ? newest->get<std::int64_t>()
                                 : std::int64_t{0};
    const bool anotherDaemon = text("daemon") != daemon;
    if (told.link == Link::ready && !anotherDaemon)
        return;
    if (!sawDaemon || newestEvent < lastEvent)
        lastEvent = newestEvent;
    else
        channel->send(
            encode(messageOf(freshId(), protocol::kinds::resume, {{"after", lastEvent}})));
    sawDaemon = true;
    launched = daemonAskedFor = false;
    daemon = text("daemon");
    tell(Link::ready, juce::String{juce::CharPointer_UTF8{text("version").c_str()}});
    sendOutstanding();
}

void Client::ping()
{
    pingedAt = Clock::now();
    channel->send(encode(messageOf(freshId(), protocol::kinds::ping, Json::object())));
}

void Client::sendOutstanding()
{
    for (const auto& [id, message] : outstanding)
        channel->send(encode(message));
}

void Client::failOutstanding()
{
    daemonAskedFor = false;
    auto failed = std::move(outstanding);
    outstanding.clear();
    for (const auto& [id, message] : failed)
        listener.undeliverable(message);
}

void Client::tell(Link link, const juce::String& detail)
{
    auto status = describeLink(link, detail);
    status.canStart = link == Link::noDaemon && detail.isEmpty() && readInstallRecord(home);
    if (status.link == told.link && status.sentence == told.sentence &&
        status.daemonVersion == told.daemonVersion)
        return;
    told = status;
    listener.linkChanged(told);
}

} // namespace tonekiln
