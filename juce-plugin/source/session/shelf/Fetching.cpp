#include "Fetching.h"

#include "session/model/Fields.h"

namespace tonekiln
{

namespace
{
namespace kinds = protocol::kinds;
namespace names = protocol::fields;

/** The last part of a path, whichever way its machine writes paths. */
juce::String fileName(const juce::String& path)
{
    return juce::File::createLegalFileName(
        path.replaceCharacter('\\', '/').fromLastOccurrenceOf("/", false, false));
}
} // namespace

Fetching::Fetching(Client& daemon, juce::File libraryHere)
    : client(daemon)
    , library(std::move(libraryHere))
{
}

Fetching::~Fetching()
{
    dropPart();
}

juce::File Fetching::placeOf(const ShelfEntry& entry) const
{
    const auto& path = entry.row.path;
    const bool here = juce::File::isAbsolutePath(path) && juce::File{path}.existsAsFile();
    return here ? juce::File{path} : library.getChildFile(fileName(path));
}

bool Fetching::onItsWay(const juce::String& clipId) const
{
    return (current && current->clipId == clipId) || checking.count(clipId) > 0 ||
           std::any_of(waiting.begin(), waiting.end(),
                       [&](const Fetched& one) { return one.clipId == clipId; });
}

void Fetching::want(const ShelfEntry& entry)
{
    if (fileName(entry.row.path).isEmpty() || onItsWay(entry.row.id))
        return;
    waiting.push_back({entry.row.id, library.getChildFile("." + entry.row.id + ".part"),
                       placeOf(entry), fields::text(entry.facts, names::Clip::audioSha256)});
    if (!current)
        next();
}

void Fetching::next()
{
    if (waiting.empty())
        return;
    current = std::move(waiting.front());
    waiting.pop_front();
    library.createDirectory();
    current->part.deleteFile();
    stream = current->part.createOutputStream();
    stream != nullptr ? askOn() : giveUp();
}

void Fetching::askOn()
{
    request = client.request(kinds::fetchClip, {{"clip_id", current->clipId.toStdString()},
                                                {"offset", stream->getPosition()}});
}

bool Fetching::take(const Message& message, const Message& answered)
{
    if (answered.kind != kinds::fetchClip)
        return false;
    if (!current || answered.id != request)
        return true;
    if (message.kind == kinds::clipChunk)
        append(message);
    else
        giveUp();
    return true;
}

void Fetching::append(const Message& chunk)
{
    const auto before = stream->getPosition();
    for (const auto& frame : chunk.payload)
        if (!stream->write(frame.data(), frame.size()))
            return giveUp();
    const auto size = fields::whole(chunk.body, names::ClipChunk::fileBytes);
    if (stream->getPosition() < size && stream->getPosition() > before)
        return askOn();
    if (stream->getPosition() < size || size == 0)
        return giveUp();
    stream.reset();
    whole = std::exchange(current, std::nullopt);
    next();
}

std::optional<Fetched> Fetching::takeWhole()
{
    auto fetched = std::exchange(whole, std::nullopt);
    if (fetched)
        checking.insert(fetched->clipId);
    return fetched;
}

void Fetching::giveUp()
{
    lost.push_back(current->clipId);
    dropPart();
    next();
}

void Fetching::dropPart()
{
    stream.reset();
    if (current)
        current->part.deleteFile();
    current.reset();
}

bool Fetching::undeliverable(const Message& unsent)
{
    if (unsent.kind != kinds::fetchClip)
        return false;
    if (current && unsent.id == request)
        giveUp();
    return true;
}

} // namespace tonekiln
