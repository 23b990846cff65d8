// Above the large waveform: what it is, and what can be done with it.
// Thread: message thread.
#pragma once

#include "../EditorActions.h"
#include "../frame/DragOut.h"
#include "../parts/DragHandle.h"
#include "../parts/IconButton.h"

namespace tonekiln
{

class NowHeader final : public juce::Component
{
public:
    NowHeader(EditorActions&, DragOut&);

    void showClip(const ClipRow&);
    void showJob(const JobStatus&);
    void showDraft(const RequestDraft&, const HostFacts&);
    void showAudition(const AuditionStatus&);
    void showPlacing(const PlacingState&);

    /** Somebody wants to say where this clip goes. */
    std::function<void(const juce::StringArray& clipIds)> onPlaceElsewhere;

    void paint(juce::Graphics&) override;
    void resized() override;

    static constexpr int height = 40;

private:
    EditorActions& actions;
    DragOut& dragOut;
    juce::String clipId, title, facts, mood;
    bool playing = false, favourite = false, nonCommercial = false, fileExists = false;
    IconButton play{Icon::play, "Listen"};
    IconButton star{Icon::star, "Favourite"};
    IconButton reroll{Icon::reroll, "Another take"};
    IconButton place{Icon::place, "Place"};
    IconButton placeElsewhere{Icon::chevronDown, "Place somewhere else"};
    juce::Slider level{juce::Slider::LinearHorizontal, juce::Slider::NoTextBox};
    DragHandle handle{"Drag into your session"};

    void setWords(const juce::String& newTitle, const juce::String& newFacts);
    void setButtonsVisible(bool);
    juce::Rectangle<int> wordsArea() const;

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(NowHeader)
};

} // namespace tonekiln
