// The plugin's window: a view of EditorState, nothing of its own but where the eye rests.
// Thread: message thread only.
#pragma once

#include "EditorActions.h"
#include "ask/AskZone.h"
#include "frame/DragOut.h"
#include "frame/Masthead.h"
#include "frame/Sheet.h"
#include "frame/StatusLine.h"
#include "frame/keyboard/Keyboard.h"
#include "look/Look.h"
#include "now/NowZone.h"
#include "shelf/ShelfZone.h"

#include <juce_audio_processors/juce_audio_processors.h>

#include <map>

namespace tonekiln
{

class Editor final : public juce::AudioProcessorEditor, public Writing, private juce::Timer
{
public:
    /** @param actions outlives the editor: it belongs to the processor. */
    Editor(juce::AudioProcessor& processor, EditorActions& actions);
    ~Editor() override;

    /** One frame: takes a new state where there is one, and moves what moves. */
    void refresh();

    /** The sheets, as the buttons open them. */
    void openPresets();
    /** @param towards an engine to be seen at once, or empty */
    void openEngines(const juce::String& towards = {});
    void openPlaces(const juce::StringArray& clipIds);
    void openFirstSteps();

    /** What the masthead's button offers. */
    juce::PopupMenu menu();

    DragOut& drags() { return dragOut; }

    void paint(juce::Graphics&) override;
    void resized() override;
    bool keyPressed(const juce::KeyPress&) override;
    bool mayWrite(const juce::Component& field) const override
    {
        return getPeer() == nullptr || keyboard.mayWrite(field);
    }
    void writingEnds() override { keyboard.writingEnds(); }

    static constexpr int smallestWidth = 760, smallestHeight = 564;
    static constexpr int usualWidth = 900, usualHeight = 600;

private:
    EditorActions& actions;
    Look look;
    DraftDesk desk{actions};
    DragOut dragOut{actions};
    EditorState state;
    std::map<juce::String, juce::String> titles; ///< of engines, also while no daemon names them
    std::uint64_t shownVersion = 0;
    bool laidOut = false;
    bool firstStepsOffered = false, firstStepsOpen = false;
    Asks questionShown = Asks::nothing;
    juce::String askedAbout; ///< the engine of the last question

    Masthead masthead;
    AskZone ask{desk};
    NowZone now{actions, dragOut};
    ShelfZone shelf{actions, dragOut};
    StatusLine status;
    Sheet sheet;
    juce::TooltipWindow hints{this, 700};
    Keyboard keyboard;

    void timerCallback() override;
    /** What gets the keyboard back from a sheet. */
    juce::Component* opener() const;
    void takeState();
    void showQuestion();
    /** People read an engine's title, not the name it has on the wire. */
    void readTitles();

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(Editor)
};

} // namespace tonekiln
