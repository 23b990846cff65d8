// What was asked of the daemon and not answered yet, and which daemon that is.
// Thread: client thread. No socket in it.
#pragma once

#include "protocol/Message.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tonekiln
{

class Conversation
{
public:
    /** What a daemon that has just answered is to be sent. */
    struct Greeting
    {
        std::vector<Message> toSend;
        std::vector<Message> lost; ///< asked of a daemon that is gone, and not to be asked twice
    };

    void add(Message);
    bool waiting() const { return !outstanding.empty(); }
    /** Whether anything is waiting that somebody asked for: a daemon is started for it. */
    bool wantsDaemon() const;

    /** The request that this answers, which is then no longer waited for. */
    std::optional<Message> answeredBy(const Message&);

    /** A request has left for the daemon that was met last. */
    void sent(const std::string& id);

    /** Whether it is the daemon that was met last. */
    bool knows(const Message& pong) const;
    bool metAny() const { return met; }

    /** A daemon answers: what was missed is asked for, and what is waiting is asked (again). */
    Greeting meet(const Message& pong);

    /** Nobody will answer: everything that was waiting, which is forgotten. */
    std::vector<Message> abandon();

private:
    struct Asked
    {
        Message message;
        std::string of; ///< the daemon it was sent to; empty: none yet
    };

    std::map<std::string, Asked> outstanding;
    std::string daemon;
    bool met = false;
    std::int64_t lastEvent = 0;
};

Message messageOf(std::string id, std::string_view kind, Json body, Frames payload = {});
std::string freshId();

} // namespace tonekiln
