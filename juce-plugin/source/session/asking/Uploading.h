// Sounds that a request builds on, sent ahead to a daemon on another machine.
// Thread: guarded by the model's lock; a chunk is read under it.
#pragma once

#include "client/Client.h"
#include "session/model/Model.h"

#include <deque>

namespace tonekiln
{

class Uploading
{
public:
    Uploading(Model&, Client&);

    /** Whether a request names files. */
    static bool namesFiles(const Json& generateBody);

    /** Sends the files of a job's request ahead, then the request with what they are called there.
        The job keeps its own body: files of this machine can be sent again. */
    void begin(const std::string& job);

    /** @returns whether the message was about an upload */
    bool take(const Message&, const Message& request);
    bool undeliverable(const Message& request);

private:
    struct File
    {
        std::string job, field, upload;
    };

    void next();
    void sendOn();
    void fileSent();
    void fail(const juce::String& sentence, const juce::String& wayOut);

    Model& model;
    Client& client;
    std::deque<File> waiting;           ///< the first is on its way
    std::map<std::string, Json> bodies; ///< of the requests to come, by job
    std::unique_ptr<juce::FileInputStream> stream;
    std::string request;

    JUCE_DECLARE_NON_COPYABLE(Uploading)
};

} // namespace tonekiln
