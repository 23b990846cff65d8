#include "Channel.h"

#include <zmq.h>

namespace tonekiln
{

namespace
{
constexpr int mostQueuedMessages = 1000;
constexpr int reconnectMs = 100;
constexpr int mostReconnectMs = 1000;

void set(void* socket, int option, int value)
{
    zmq_setsockopt(socket, option, &value, sizeof value);
}

void set(void* socket, int option, const std::string& value)
{
    zmq_setsockopt(socket, option, value.data(), value.size());
}
} // namespace

SocketContext::SocketContext()
    : context(zmq_ctx_new())
{
}

SocketContext::~SocketContext()
{
    zmq_ctx_term(context);
}

Bell::Bell()
{
    const auto address = "inproc://bell-" + juce::Uuid{}.toString().toStdString();
    ear = zmq_socket(context->get(), ZMQ_PAIR);
    hand = zmq_socket(context->get(), ZMQ_PAIR);
    set(hand, ZMQ_LINGER, 0);
    zmq_bind(ear, address.c_str());
    zmq_connect(hand, address.c_str());
}

Bell::~Bell()
{
    zmq_close(hand);
    zmq_close(ear);
}

void Bell::ring()
{
    const std::scoped_lock lock{ringing};
    zmq_send(hand, "", 0, ZMQ_DONTWAIT);
}

void Bell::silence()
{
    while (zmq_recv(ear, nullptr, 0, ZMQ_DONTWAIT) >= 0)
    {
    }
}

std::optional<Frames> receiveFrames(void* socket)
{
    Frames frames;
    for (bool more = true; more;)
    {
        zmq_msg_t part;
        zmq_msg_init(&part);
        const bool arrived = zmq_msg_recv(&part, socket, ZMQ_DONTWAIT) >= 0;
        if (arrived)
            frames.emplace_back(static_cast<const char*>(zmq_msg_data(&part)), zmq_msg_size(&part));
        more = arrived && zmq_msg_more(&part) != 0;
        zmq_msg_close(&part);
    }
    return frames.empty() ? std::nullopt : std::optional{std::move(frames)};
}

Channel::Channel(const Connection& connection, const std::string& routingId)
    : socket(zmq_socket(context->get(), ZMQ_DEALER))
{
    set(socket, ZMQ_LINGER, 0);
    set(socket, ZMQ_IMMEDIATE, 1);
    set(socket, ZMQ_SNDHWM, mostQueuedMessages);
    set(socket, ZMQ_RCVHWM, mostQueuedMessages);
    set(socket, ZMQ_RECONNECT_IVL, reconnectMs);
    set(socket, ZMQ_RECONNECT_IVL_MAX, mostReconnectMs);
    const auto most = protocol::limits::maxReplyHeaderBytes;
    zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &most, sizeof most);
    set(socket, ZMQ_ROUTING_ID, routingId);
    set(socket, ZMQ_CURVE_SERVERKEY, connection.serverKey);
    set(socket, ZMQ_CURVE_PUBLICKEY, connection.clientPublic);
    set(socket, ZMQ_CURVE_SECRETKEY, connection.clientSecret);
    zmq_connect(socket, connection.endpoint.c_str());
}

Channel::~Channel()
{
    zmq_close(socket);
}

bool Channel::send(const Frames& frames)
{
    for (std::size_t i = 0; i < frames.size(); ++i)
    {
        const int more = i + 1 < frames.size() ? ZMQ_SNDMORE : 0;
        if (zmq_send(socket, frames[i].data(), frames[i].size(), ZMQ_DONTWAIT | more) < 0)
            return false;
    }
    return true;
}

std::optional<Frames> Channel::receive()
{
    return receiveFrames(socket);
}

void Channel::wait(Bell& bell, int milliseconds)
{
    zmq_pollitem_t items[] = {{socket, 0, ZMQ_POLLIN, 0}, {bell.ear, 0, ZMQ_POLLIN, 0}};
    zmq_poll(items, 2, milliseconds);
    bell.silence();
}

} // namespace tonekiln
