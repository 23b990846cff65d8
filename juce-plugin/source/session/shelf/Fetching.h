// Clips whose files lie on the daemon's machine and not on this one: brought over in chunks, one
// after the other.
// Thread: guarded by the model's lock. A chunk is written under it; a whole file is checked and
// moved to its place by the loader (ClipLoader::adopt).
#pragma once

#include "client/Client.h"
#include "session/model/Model.h"

#include <deque>
#include <set>

namespace tonekiln
{

/** A file that has come over whole, but for the check. */
struct Fetched
{
    juce::String clipId;
    juce::File part, target;
    juce::String sha256; ///< of its samples
};

class Fetching
{
public:
    /** @param library where clips lie on this machine */
    Fetching(Client&, juce::File library);
    ~Fetching();

    /** Where a clip's file is, or will be, on this machine. */
    juce::File placeOf(const ShelfEntry&) const;

    /** Asks for a file, unless it is on its way. */
    void want(const ShelfEntry&);

    bool busy() const { return current || !checking.empty(); }

    /** @returns whether the message was about a file */
    bool take(const Message&, const Message& request);
    bool undeliverable(const Message&);

    /** The file that has come over since last asked: to be checked. */
    std::optional<Fetched> takeWhole();
    void checked(const juce::String& clipId) { checking.erase(clipId); }
    /** Clips that the daemon has no file of, since last asked. */
    std::vector<juce::String> takeLost() { return std::exchange(lost, {}); }

private:
    bool onItsWay(const juce::String& clipId) const;
    void next();
    void askOn();
    void append(const Message& chunk);
    void giveUp();
    void dropPart();

    Client& client;
    const juce::File library;
    std::deque<Fetched> waiting;
    std::optional<Fetched> current;
    std::unique_ptr<juce::FileOutputStream> stream; ///< into current->part
    std::string request;                            ///< for the next piece
    std::optional<Fetched> whole;
    std::set<juce::String> checking; ///< with the loader
    std::vector<juce::String> lost;

    JUCE_DECLARE_NON_COPYABLE(Fetching)
};

} // namespace tonekiln
