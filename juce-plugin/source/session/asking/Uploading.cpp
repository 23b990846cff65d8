#include "Uploading.h"

#include "session/model/Fields.h"

#include <array>

namespace tonekiln
{

namespace
{
namespace kinds = protocol::kinds;
namespace limits = protocol::limits;
namespace n = protocol::fields::Generate;

constexpr std::array inputs{n::init, n::continuation, n::melody};

juce::String pathOf(const Json& body, std::string_view field)
{
    return fields::text(fields::object(body, field), "path");
}
} // namespace

Uploading::Uploading(Model& known, Client& daemon)
    : model(known)
    , client(daemon)
{
}

bool Uploading::namesFiles(const Json& body)
{
    return std::any_of(inputs.begin(), inputs.end(),
                       [&](std::string_view field) { return pathOf(body, field).isNotEmpty(); });
}

void Uploading::begin(const std::string& job)
{
    const auto* asked = model.job(job);
    if (asked == nullptr)
        return;
    const bool idle = waiting.empty();
    bodies[job] = asked->body;
    for (const auto field : inputs)
        if (pathOf(asked->body, field).isNotEmpty())
            waiting.push_back({job, std::string{field}, freshId()});
    if (idle)
        next();
}

void Uploading::next()
{
    // Jobs that were cancelled meanwhile need no files.
    while (!waiting.empty())
    {
        const auto* job = model.job(waiting.front().job);
        if (job != nullptr && job->status.busy())
            break;
        bodies.erase(waiting.front().job);
        waiting.pop_front();
    }
    if (waiting.empty())
        return;
    const auto path = pathOf(model.job(waiting.front().job)->body, waiting.front().field);
    stream = juce::File{path}.createInputStream();
    if (stream == nullptr || stream->getTotalLength() < 1)
        return fail(path + " cannot be read.", "Drop the sound again.");
    if (stream->getTotalLength() > limits::maxUploadBytes)
        return fail("This sound is too long to send.", "Drop a shorter piece of it.");
    sendOn();
}

void Uploading::sendOn()
{
    const auto& file = waiting.front();
    std::string chunk(static_cast<std::size_t>(limits::maxChunkBytes), '\0');
    const auto offset = stream->getPosition();
    const auto count = stream->read(chunk.data(), static_cast<int>(chunk.size()));
    if (count < 1)
        return fail("The sound cannot be read to its end.", "Drop it again.");
    chunk.resize(static_cast<std::size_t>(count));
    request = client.request(
        kinds::upload,
        {{"upload", file.upload}, {"offset", offset}, {"last", stream->isExhausted()}},
        {std::move(chunk)});
}

bool Uploading::take(const Message& message, const Message& answered)
{
    if (answered.kind != kinds::upload)
        return false;
    if (waiting.empty() || answered.id != request)
        return true;
    const auto* job = model.job(waiting.front().job);
    if (message.kind != kinds::uploadDone)
        fail(fields::text(message.body, "message", "The sound could not be sent."),
             fields::text(message.body, "hint"));
    else if (job == nullptr || !job->status.busy())
        next();
    else if (stream->isExhausted())
        fileSent();
    else
        sendOn();
    return true;
}

void Uploading::fileSent()
{
    const auto sent = waiting.front();
    waiting.pop_front();
    stream.reset();
    auto& body = bodies[sent.job];
    body[sent.field] = {{"upload", sent.upload}};
    if (!namesFiles(body))
    {
        client.repeat(sent.job, kinds::generate, std::move(body));
        bodies.erase(sent.job);
    }
    next();
}

void Uploading::fail(const juce::String& sentence, const juce::String& wayOut)
{
    const auto failed = waiting.front();
    stream.reset();
    bodies.erase(failed.job);
    std::erase_if(waiting, [&](const File& file) { return file.job == failed.job; });
    if (auto* job = model.job(failed.job); job != nullptr && job->status.busy())
    {
        takeEnd(*job, JobPhase::failed, sentence);
        model.problem = {"local", sentence, wayOut, fromUtf8(failed.field)};
    }
    next();
}

bool Uploading::undeliverable(const Message& lost)
{
    if (lost.kind != kinds::upload)
        return false;
    if (!waiting.empty() && lost.id == request)
        fail(model.link.sentence, model.link.wayOut);
    return true;
}

} // namespace tonekiln
