#include "StandIn.h"

#include "client/Channel.h"
#include "client/starting/DaemonProcess.h"

#include <zmq.h>

#include <array>

namespace tonekiln::test
{

namespace
{
struct KeyPair
{
    std::string open, secret;
};

KeyPair makeKeys()
{
    std::array<char, 41> open{}, secret{};
    zmq_curve_keypair(open.data(), secret.data());
    return {open.data(), secret.data()};
}
} // namespace

TemporaryHome::TemporaryHome()
    : folder(juce::File::createTempFile("tonekiln"))
{
    folder.createDirectory();
}

StandIn::StandIn(juce::File homeFolder, std::string name, Answer answering, bool elsewhere)
    : home(std::move(homeFolder))
    , daemon(std::move(name))
    , answers(std::move(answering))
    , context(zmq_ctx_new())
    , socket(zmq_socket(context, ZMQ_ROUTER))
{
    const auto server = makeKeys(), client = makeKeys();
    const int yes = 1, no = 0;
    zmq_setsockopt(socket, ZMQ_CURVE_SERVER, &yes, sizeof yes);
    zmq_setsockopt(socket, ZMQ_ROUTER_HANDOVER, &yes, sizeof yes);
    zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, server.secret.data(), server.secret.size());
    zmq_setsockopt(socket, ZMQ_LINGER, &no, sizeof no);
    zmq_bind(socket, "tcp://127.0.0.1:*");
    std::array<char, 128> endpoint{};
    auto length = endpoint.size();
    zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, endpoint.data(), &length);

    // 0.0.0.0 reaches this machine and is no loopback address.
    const auto address =
        juce::String{endpoint.data()}.replace("127.0.0.1", elsewhere ? "0.0.0.0" : "127.0.0.1");
    const Json facts = {{"endpoint", address.toStdString()},
                        {"server_key", server.open},
                        {"client_public", client.open},
                        {"client_secret", client.secret},
                        {"pid", ownProcess()},
                        {"version", "0.1.0"}};
    const auto file = home.getChildFile("run/connection.json");
    file.create();
    file.replaceWithText(facts.dump());
    thread = std::thread{[this] { serve(); }};
}

StandIn::~StandIn()
{
    stop = true;
    thread.join();
    zmq_close(socket);
    zmq_ctx_term(context);
}

void StandIn::serve()
{
    while (!stop)
    {
        zmq_pollitem_t item{socket, 0, ZMQ_POLLIN, 0};
        zmq_poll(&item, 1, 10);
        while (!hung && !stop)
        {
            const auto frames = receiveFrames(socket);
            if (!frames)
                break;
            const auto result = decode({frames->begin() + 1, frames->end()});
            if (const auto* request = std::get_if<Message>(&result))
                answer(frames->front(), *request);
        }
    }
}

void StandIn::answer(const std::string& client, const Message& request)
{
    std::vector<Message> replies;
    if (request.kind == protocol::kinds::ping)
    {
        {
            const std::scoped_lock lock{mutex};
            lastPing = request;
        }
        ++pings;
        replies.push_back(event(protocol::kinds::pong,
                                {{"daemon", daemon}, {"version", "0.1.0"}, {"last_event", seq}}));
    }
    else
    {
        const std::scoped_lock lock{mutex};
        requests.push_back(request);
        replies = answers(request);
    }
    for (auto& reply : replies)
    {
        if (reply.parent.empty())
            reply.parent = request.id;
        const auto frames = encode(reply);
        zmq_send(socket, client.data(), client.size(), ZMQ_SNDMORE);
        for (std::size_t i = 0; i < frames.size(); ++i)
            zmq_send(socket, frames[i].data(), frames[i].size(),
                     i + 1 < frames.size() ? ZMQ_SNDMORE : 0);
        seq = std::max(seq, reply.seq.value_or(0));
    }
}

std::vector<Message> StandIn::heard(const std::string& kind) const
{
    const std::scoped_lock lock{mutex};
    std::vector<Message> found;
    for (const auto& request : requests)
        if (request.kind == kind)
            found.push_back(request);
    return found;
}

Message StandIn::heardPing() const
{
    const std::scoped_lock lock{mutex};
    return lastPing;
}

int StandIn::count(const std::string& kind) const
{
    return static_cast<int>(heard(kind).size());
}

bool eventually(const std::function<bool()>& condition, int milliseconds)
{
    const auto end = juce::Time::getMillisecondCounter() + static_cast<juce::uint32>(milliseconds);
    while (!condition())
    {
        if (juce::Time::getMillisecondCounter() > end)
            return false;
        juce::Thread::sleep(5);
    }
    return true;
}

Message event(std::string_view kind, Json body)
{
    Message message;
    message.kind = kind;
    message.id = juce::Uuid{}.toString().toStdString();
    message.body = std::move(body);
    return message;
}

} // namespace tonekiln::test
