// Brings clips from disk into the audition, and outlines to the editor.
//
// Who may enter:
//   loader thread  run, the listener's calls, Audition::clips() as its one publisher
//   any thread but the audio thread  the public functions
#pragma once

#include "ClipFile.h"
#include "audio/Audition.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>

namespace tonekiln
{

class LoaderListener
{
public:
    virtual ~LoaderListener() = default;
    /** On the loader thread: a clip was offered to the audition, or its file could not be read. */
    virtual void loaded(std::uint64_t ticket, bool readable) = 0;
    /** On the loader thread: null when the file could not be read. */
    virtual void outlined(const juce::String& clipId, Waveform) = 0;
    /** On the loader thread: a file lies where it belongs, or was not what it should be. */
    virtual void adopted(const juce::String& clipId, const juce::File&, bool whole) = 0;
};

class ClipLoader final : private juce::Thread
{
public:
    ClipLoader(Audition&, LoaderListener&);
    ~ClipLoader() override;

    /** Loads a file for the audition; a newer call overtakes an older one.
        @param gain on its samples, beside the audition's own
        @returns the ticket that LoadedClip and loaded() carry. */
    std::uint64_t audition(const juce::File&, const ClipShape&, int hostRate, float gain = 1.0f);

    /** The same with unfitted audio that is at hand. */
    std::uint64_t auditionPreview(juce::AudioBuffer<float>, const ClipShape&, int hostRate);

    /** Nothing is selected any more. */
    std::uint64_t silence();

    void outline(const juce::String& clipId, const juce::File&);

    /** Moves a file to its place, all at once, if its samples have this digest. */
    void adopt(const juce::String& clipId, const juce::File& part, const juce::File& target,
               const juce::String& sha256);

private:
    struct Load
    {
        std::uint64_t ticket = 0;
        std::function<std::unique_ptr<LoadedClip>()> make;
    };

    void run() override;
    std::uint64_t order(std::function<std::unique_ptr<LoadedClip>()>);
    void perform(const Load&);
    void add(std::function<void()> chore);

    Audition& audience;
    LoaderListener& listener;
    std::mutex mutex;
    std::condition_variable ordered;
    std::optional<Load> nextLoad;
    std::deque<std::function<void()>> chores; ///< after whatever is to be heard
    std::uint64_t tickets = 0;
};

} // namespace tonekiln
