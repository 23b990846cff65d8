#include "ClipFiles.h"

namespace tonekiln
{

ClipFiles::ClipFiles(SharedModel& known, Client& daemon, ClipLoader& clips, Listening& heard,
                     juce::File library)
    : shared(known)
    , model(known.model)
    , loader(clips)
    , listening(heard)
    , fetching(daemon, std::move(library))
{
}

bool ClipFiles::ensureLocal(ShelfEntry& entry)
{
    const auto file = fetching.placeOf(entry);
    if (!file.existsAsFile())
    {
        if (model.link.link == Link::ready)
            fetching.want(entry);
        return false;
    }
    entry.row.path = file.getFullPathName();
    entry.facts[std::string{protocol::fields::Clip::path}] = entry.row.path.toStdString();
    return true;
}

void ClipFiles::ensureLocal(const juce::String& clipId)
{
    if (auto* entry = model.clip(clipId))
        ensureLocal(*entry);
}

void ClipFiles::outline(ShelfEntry& entry)
{
    if (ensureLocal(entry))
        loader.outline(entry.row.id, juce::File{entry.row.path});
}

void ClipFiles::outlineMissing()
{
    for (const auto& entry : model.shelf)
        if (entry.row.waveform == nullptr && entry.row.path.isNotEmpty())
            loader.outline(entry.row.id, fetching.placeOf(entry));
}

bool ClipFiles::take(const Message& message, const Message& request)
{
    if (!fetching.take(message, request))
        return false;
    settleFetched();
    return true;
}

bool ClipFiles::undeliverable(const Message& request)
{
    if (!fetching.undeliverable(request))
        return false;
    settleFetched();
    return true;
}

void ClipFiles::settleFetched()
{
    if (const auto fetched = fetching.takeWhole())
        loader.adopt(fetched->clipId, fetched->part, fetched->target, fetched->sha256);
    for (const auto& clipId : fetching.takeLost())
        if (auto* entry = model.version(clipId))
            entry->row.fileExists = false;
}

// Loader thread.

void ClipFiles::loaded(std::uint64_t ticket, bool readable)
{
    const auto held = shared.lock();
    if (listening.loaded(ticket) && !readable)
        if (auto* entry = model.clip(listening.chosen()))
            entry->row.fileExists = juce::File{entry->row.path}.existsAsFile();
    shared.changed();
}

void ClipFiles::adopted(const juce::String& clipId, const juce::File&, bool whole)
{
    const auto held = shared.lock();
    fetching.checked(clipId);
    if (auto* entry = model.version(clipId))
    {
        entry->row.fileExists = whole && ensureLocal(*entry);
        if (entry->row.fileExists && model.clip(clipId) == entry)
            loader.outline(clipId, juce::File{entry->row.path});
        if (entry->row.fileExists)
            listening.fileCame(clipId);
    }
    shared.changed();
}

void ClipFiles::outlined(const juce::String& clipId, Waveform waveform)
{
    const auto held = shared.lock();
    if (auto* entry = model.clip(clipId))
    {
        entry->row.fileExists = waveform != nullptr;
        entry->row.waveform = std::move(waveform);
    }
    shared.changed();
}

} // namespace tonekiln
